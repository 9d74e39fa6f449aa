import type { Certificate } from '@latchkey/x509-path'
import { AttestationError } from './attestation-error.ts'
import { type AttestationOption, attestationOptions } from './attestation-option.ts'

/** Where metadata about authenticators is looked up, such as FIDO's Metadata Service. */
export interface MetadataLookup {
  /** the entry of a model by its AAGUID, or of a U2F key by the SHA-1 of its attestation key */
  find(key: { aaguid?: Uint8Array; certificateKeyIdentifier?: Uint8Array }): MetadataEntry | undefined
}

export type MetadataEntry = {
  /** that the model's attestations must lead to */
  readonly anchors: readonly Certificate[]
  /** names of FIDO's registry, as in `basic_full` */
  readonly attestationTypes: readonly string[]
  readonly algorithms: readonly string[]
  /** why the model is not to be trusted, where it is not */
  readonly refused?: string
}

export type TrustPolicyConfig = {
  /**
   * What a registration must reach, each including those after it:
   * - `none`: any sound statement
   * - `self`: a signature by the credential key, or more
   * - `attested`: a path to an anchor
   * - `metadata`: a path to an anchor of the model's own entry in `metadata`
   */
  require: 'none' | 'self' | 'attested' | 'metadata'
  /**
   * What is trusted, by statement format. A format that is named here is judged whatever is required: an attestation
   * that leads to none of its anchors is refused, and so is every one where the list is empty.
   */
  anchors?: { readonly [fmt: string]: readonly Certificate[] }
  /** entries are held against attestations beside `anchors`; a model without one is, unless required, not judged by it */
  metadata?: MetadataLookup
  /** the only authorities, each with the models that it is trusted for; judged beside `anchors` and `metadata` */
  allow?: readonly { anchor: Certificate; aaguids: readonly Uint8Array[] | 'any' }[]
  /** of certificates, as in `validatePath`; `when-available` unless said */
  revocation?: 'off' | 'when-available' | 'required'
  /** DER; nothing is fetched */
  crls?: readonly Uint8Array[]
  /** named deviations */
  options?: readonly AttestationOption[]
}

/** A trust policy that has been checked. */
export interface TrustPolicy extends Readonly<Omit<TrustPolicyConfig, 'options'>> {
  readonly options: readonly AttestationOption[]
}

const requirements: readonly TrustPolicyConfig['require'][] = ['none', 'self', 'attested', 'metadata']

/**
 * Makes a trust policy.
 *
 * What is given narrows: an attestation with certificates is held against the anchors of its format, against the entry
 * of its model, and against the list of what is allowed, wherever they say something; it must pass all of these.
 *
 * @param config - what a registration must reach, and by what
 * @returns the policy, frozen
 * @throws {@link AttestationError} `policy-malformed` for what contradicts itself, or nothing could satisfy
 * @example
 * ```ts
 * import { createTrustPolicy } from '@latchkey/attestation'
 * import { appleRoots, certificatesOf } from '@latchkey/attestation/roots'
 *
 * const trust = createTrustPolicy({ require: 'attested', anchors: { apple: certificatesOf(appleRoots) } })
 * ```
 * @see WebAuthn Level 3 §7.1 steps 23 and 24
 */
export function createTrustPolicy(config: TrustPolicyConfig): TrustPolicy {
  const { require, anchors = {}, metadata, allow, options = [] } = config
  check(requirements.includes(require), `require is none of ${requirements}`)
  const unknown = options.find((option) => !attestationOptions.includes(option))
  check(unknown === undefined, `there is no option ${String(unknown)}`)
  check(Object.values(anchors).every(Array.isArray), 'the anchors of a format are a list')
  const judges = require === 'metadata' ? [metadata] : [metadata, allow, ...Object.values(anchors)]
  const canBeMet = require === 'none' || require === 'self' || judges.some((one) => one !== undefined)
  check(canBeMet, `${require} is required, and nothing is given to judge it by`)
  return Object.freeze({
    ...config,
    ...(config.anchors && { anchors: Object.freeze({ ...anchors }) }),
    options: Object.freeze([...options]),
  })
}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AttestationError('policy-malformed', message)
}
