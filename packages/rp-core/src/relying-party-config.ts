import type { AttestationFormat, TrustPolicy } from '@latchkey/attestation'
import type { SignatureBackend } from '@latchkey/cose-keys'
import { CeremonyError, type CeremonyErrorCode } from './ceremony-error.ts'
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
  ceremonyState: { kind: 'stored'; store: CeremonyStore }
  credentials: CredentialStore
  /** 32 bytes each, never rotated together with other keys */
  secrets: { decoys: Uint8Array; userHandles?: Uint8Array }
  /** none unless said */
  attestation?: {
    conveyance: 'none' | 'indirect' | 'direct' | 'enterprise'
    formats: readonly AttestationFormat[]
    trust: TrustPolicy
  }
  policy?: RelyingPartyPolicy
  backends?: readonly SignatureBackend[]
  now?: () => Date
}

export type RelyingPartyPolicy = {
  /** COSE algorithm identifiers to offer, the most wanted first */
  algorithms?: readonly number[]
  /** what a changed backup eligibility means: `refuse` unless said */
  backupEligibilityChange?: 'refuse' | 'accept'
  /** what a signature counter that did not rise means: `flag` unless said */
  cloneSignal?: 'flag' | 'refuse'
  /** how long a ceremony may take: 300,000 unless said */
  timeoutMilliseconds?: number
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const androidOrigin = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/

/** Refuses what cannot work, or works for others, before the first ceremony. No network, no randomness. */
export function checkConfig({
  rp,
  origins,
  relatedOrigins = [],
  topOrigins = [],
  secrets,
}: RelyingPartyConfig): void {
  const labels = rp.id.split('.')
  if (rp.id.length > 253 || !labels.every((text) => label.test(text)) || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw configurationError(
      'configuration-rp-id',
      'the RP ID must be a domain in lower case, with no port and no dot at its end',
    )
  }
  if (origins.length === 0) throw configurationError('configuration-origin', 'at least one origin is needed')
  for (const origin of origins) {
    if (androidOrigin.test(origin)) continue
    const { hostname } = webOrigin(origin)
    if (hostname !== rp.id && !hostname.endsWith(`.${rp.id}`)) {
      throw configurationError(
        'configuration-origin',
        `the host of ${origin} is neither the RP ID nor below it`,
      )
    }
  }
  for (const origin of [...relatedOrigins, ...topOrigins]) webOrigin(origin)
  checkSecret('decoys', secrets.decoys)
  if (secrets.userHandles) checkSecret('userHandles', secrets.userHandles)
}

export function configurationError(code: CeremonyErrorCode, message: string): CeremonyError {
  return new CeremonyError(code, message, { ceremony: 'configuration' })
}

/** An origin in its one serialisation, of a kind that browsers let use WebAuthn. */
function webOrigin(origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const local = url?.hostname === 'localhost' || url?.hostname.endsWith('.localhost')
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && local)
  const named = url && !url.hostname.endsWith('.') && !/^[\d.]+$|^\[/.test(url.hostname)
  if (url && secure && named && url.origin === origin) return url
  const message = `${JSON.stringify(origin)} is not the exact serialisation of an https origin (http only for localhost)`
  throw configurationError('configuration-origin', message)
}

function checkSecret(name: string, secret: Uint8Array): void {
  if (secret instanceof Uint8Array && secret.length === 32) return
  throw configurationError('configuration-secret', `secrets.${name} must be 32 bytes`)
}
