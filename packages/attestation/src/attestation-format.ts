import type { SignatureBackend } from '@latchkey/cose-keys'
import type { Certificate, PathOptions } from '@latchkey/x509-path'
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
export type VerifiedStatement = Pick<Attestation, 'type' | 'trustPath' | 'steps' | 'notes' | 'details'> & {
  /** how the trust path is held against anchors: what `certificateChain` makes; without it there is no trust */
  readonly chain?: CertificateChain
  /** whether what signed the statement vouches for the AAGUID */
  readonly vouchesForAaguid?: boolean
  /** SHA-1 of the attestation key, by which metadata knows a model without AAGUID */
  readonly certificateKeyIdentifier?: Uint8Array
  /** of several statements: what their trust comes to, each assessed by the function handed in */
  readonly combineTrust?: (
    assess: (statement: MemberStatement) => Promise<TrustVerdict>,
  ) => Promise<TrustVerdict>
}

/** What a policy says of paths. */
export type PathPolicy = Pick<PathOptions, 'now' | 'crls' | 'revocation'>

/** Certificates that can be held against anchors. */
export type CertificateChain = {
  /** resolves to the anchor that they lead to, rejects with an {@link AttestationError} `not-trusted` otherwise */
  leadsTo(anchors: readonly Certificate[], policy: PathPolicy): Promise<Certificate>
}

export type MemberStatement = VerifiedStatement & { readonly fmt: string }

/** Of several statements with type and path of the one that is trusted. */
export type TrustVerdict = Pick<Attestation, 'trusted' | 'reason' | 'aaguidAttested'> &
  Partial<Pick<Attestation, 'type' | 'trustPath'>>

/** The verdict on an attestation. */
export type Attestation = {
  readonly fmt: string
  /**
   * What a statement with certificates is taken for: `basic`, one key for many devices; `attca` and `anonca`, one for
   * each by an authority. Of `packed` the first two look alike, and it is called `basic`.
   */
  readonly type: 'none' | 'self' | 'basic' | 'attca' | 'anonca'
  /** leaf first; empty for `none` and `self` */
  readonly trustPath: readonly Certificate[]
  /** whether the trust path leads to an anchor of the policy */
  readonly trusted: boolean
  /** why, in words */
  readonly reason: string
  /** 16 bytes */
  readonly aaguid: Uint8Array
  /** whether a trusted statement vouches for the AAGUID; it is a mere claim otherwise, and always with fido-u2f */
  readonly aaguidAttested: boolean
  /** the steps of the format's procedure */
  readonly steps: readonly Step[]
  /** deviations that harm nobody */
  readonly notes: readonly string[]
  /** what the format read: its exported type of details */
  readonly details: unknown
}

export type Step = { readonly name: string; readonly verdict: string }
