import type { AttestationFormat, TrustPolicy } from '@latchkey/attestation'
import type { SignatureBackend } from '@latchkey/cose-keys'
import { CeremonyError, type CeremonyErrorCode } from '../specification/ceremony-error.ts'
import type { UnsolicitedExtensions } from '../specification/extensions.ts'
import type { DecoyAccount } from './decoys.ts'
import type { SealedStateConfig } from './sealed-states.ts'
import type { CeremonyStore, CredentialStore } from './stores.ts'

export type RelyingPartyConfig = {
  /** `id` is a domain: the host of the origins, or one above it */
  rp: { id: string; name: string }
  /**
   * Exact serialisations: https (http only for localhost and *.localhost), or `android:apk-key-hash:…`. The host is
   * the RP ID or below it.
   */
  origins: readonly string[]
  /** other sites that may use the RP ID: what `/.well-known/webauthn` lists */
  relatedOrigins?: readonly string[]
  /** present: being framed by exactly these is expected */
  topOrigins?: readonly string[]
  ceremonyState: CeremonyStateConfig
  credentials: CredentialStore
  /** 32 bytes each, each a key of its own, never rotated together with sealing keys */
  secrets: { decoys: Uint8Array; userHandles?: Uint8Array }
  /** none unless said */
  attestation?: AttestationConfig
  policy?: RelyingPartyPolicy
  backends?: readonly SignatureBackend[]
  now?: () => Date
}

/**
 * Where ceremonies under way are remembered: in a store, or sealed and with the client. What the client has, it can send
 * again: that is what the guard is for.
 */
export type CeremonyStateConfig = { kind: 'stored'; store: CeremonyStore } | SealedStateConfig

export type AttestationConfig = {
  /** `enterprise` for authenticators that are set up for this RP ID; their trust policy may name serial numbers */
  conveyance: 'none' | 'indirect' | 'direct' | 'enterprise'
  formats: readonly AttestationFormat[]
  trust: TrustPolicy
}

export type RelyingPartyPolicy = {
  /** COSE algorithm identifiers to offer, the most wanted first */
  algorithms?: readonly number[]
  /**
   * What a changed backup eligibility means: `refuse` unless said. `upgrade-once` accepts that a credential which could
   * not be backed up now can, as after updates of platforms, and nothing else.
   */
  backupEligibilityChange?: 'refuse' | 'upgrade-once' | 'accept'
  /**
   * What a signature counter that did not rise means: `flag` unless said; `step-up` wants another factor then. Two honest
   * sign-ins that arrive in the other order look like that, too: what `refuse` refuses is not always a clone.
   */
  cloneSignal?: 'flag' | 'refuse' | 'step-up'
  /** what an extension output means that nobody asked for: `ignore` unless said */
  unsolicitedExtensions?: UnsolicitedExtensions
  /** how long a ceremony may take: 300,000 unless said */
  timeoutMilliseconds?: number
  /** what made-up credentials look like; fit it to your users once, and leave it */
  decoys?: readonly DecoyAccount[]
  /** for FIDO's conformance tool and nothing else */
  conformance?: boolean
}

/** The caller's own mistake: no step failed. */
export function configurationError(code: CeremonyErrorCode, message: string): CeremonyError {
  return new CeremonyError(code, message, { ceremony: 'configuration' })
}
