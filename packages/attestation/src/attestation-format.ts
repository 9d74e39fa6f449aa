import type { CoseKey, SignatureBackend } from '@latchkey/cose-keys'
import type { AttestationObject } from './attestation-object.ts'
import type { AttestationOption } from './attestation-option.ts'

/**
 * An attestation statement format. Formats are handed in one by one, so that a bundle holds only those in use; one's
 * own format is an object of this shape.
 *
 * @see WebAuthn Level 3 §8
 */
export interface AttestationFormat {
  /** the identifier that it answers to, letter case included */
  readonly fmt: string
  /** of two formats with one `fmt`, the first that applies is asked */
  applies?(attStmt: ReadonlyMap<unknown, unknown>): boolean
  /** resolves for a sound statement, rejects with an AttestationError otherwise; trust is judged elsewhere */
  verify(input: StatementInput): Promise<VerifiedStatement>
}

export type StatementInput = {
  readonly attestationObject: AttestationObject
  /** SHA-256 of the client data, 32 bytes */
  readonly clientDataHash: Uint8Array
  readonly options: readonly AttestationOption[]
  readonly now: Date
  readonly backends?: readonly SignatureBackend[]
}

/** What a sound statement shows. */
export type VerifiedStatement = Pick<Attestation, 'type' | 'trustPath' | 'steps' | 'notes' | 'details'>

/** The verdict on an attestation. */
export type Attestation = {
  readonly fmt: string
  readonly type: 'none' | 'self' | 'basic' | 'attca' | 'anonca'
  /** leaf first; empty for `none` and `self` */
  readonly trustPath: readonly never[]
  /** whether the trust path leads to an anchor of the policy */
  readonly trusted: boolean
  /** why, in words */
  readonly reason: string
  /** 16 bytes; for `none` and `self` a claim, not a fact */
  readonly aaguid: Uint8Array
  /** the steps of the format's procedure */
  readonly steps: readonly { readonly name: string; readonly verdict: string }[]
  /** deviations that harm nobody */
  readonly notes: readonly string[]
  readonly details: unknown
}

/** The key being attested; an attestation object has one, else it would not have been parsed. */
export function attestedKey({ authenticatorData }: AttestationObject): CoseKey {
  return authenticatorData.attestedCredentialData!.key
}
