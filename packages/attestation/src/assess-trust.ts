/**
 * Whether a sound statement reaches what a policy requires.
 *
 * @see WebAuthn Level 3 §7.1 step 24
 */
import { encodeHex } from '@latchkey/octets'
import type { Certificate } from '@latchkey/x509-path'
import { AttestationError } from './attestation-error.ts'
import type { MemberStatement, TrustVerdict } from './attestation-format.ts'
import type { TrustPolicy } from './trust-policy.ts'

/** @throws {@link AttestationError} `not-trusted` */
export async function assessTrust(
  statement: MemberStatement,
  aaguid: Uint8Array,
  policy: TrustPolicy,
  now: Date,
): Promise<TrustVerdict> {
  const { fmt, type, chain, vouchesForAaguid = false, combineTrust } = statement
  if (combineTrust) return combineTrust((member) => assessTrust(member, aaguid, policy, now))
  const distrust = (message: string, cause?: unknown) =>
    new AttestationError('not-trusted', message, { fmt, step: 'trust', cause })
  if (type === 'none' || type === 'self') {
    if (policy.require === 'none' || policy.require === type) return claimed(unattested[type])
    throw distrust(`the policy requires more, and ${unattested[type]}`)
  }
  const judges = judgesOf(statement, aaguid, policy, distrust)
  if (judges.length === 0) {
    if (policy.require === 'attested') throw distrust('no anchors are known for this attestation')
    return claimed('the policy names no anchors for this attestation')
  }
  if (!chain) throw distrust('the format cannot judge its trust path')
  const found: string[] = []
  for (const { what, anchors } of judges) {
    if (anchors.length === 0) throw distrust(`${what} has no anchor for this attestation`)
    const { crls, revocation } = policy
    try {
      const rules = { now, ...(crls && { crls }), ...(revocation && { revocation }) }
      const { subject } = await chain.leadsTo(anchors, rules)
      found.push(`${subject}, an anchor of ${what}`)
    } catch (cause) {
      if (!AttestationError.is(cause)) throw cause
      throw distrust(`the certificates lead to no anchor of ${what}: ${cause.message}`, cause.cause)
    }
  }
  return {
    trusted: true,
    reason: `the certificates lead to ${found.join(', and to ')}`,
    aaguidAttested: vouchesForAaguid,
  }
}

const unattested = {
  none: 'there is no attestation',
  self: 'the credential key signed for itself',
} as const

const claimed = (reason: string): TrustVerdict => ({ trusted: false, reason, aaguidAttested: false })

type Judge = { readonly what: string; readonly anchors: readonly Certificate[] }

/** Everybody who has something to say of an attestation; it must satisfy all of them. */
function judgesOf(
  { fmt, vouchesForAaguid, certificateKeyIdentifier }: MemberStatement,
  aaguid: Uint8Array,
  { require, anchors = {}, metadata, allow }: TrustPolicy,
  distrust: (message: string) => AttestationError,
): readonly Judge[] {
  const judges: Judge[] = []
  if (Object.hasOwn(anchors, fmt)) judges.push({ what: `the policy for ${fmt}`, anchors: anchors[fmt]! })
  if (metadata) {
    const key = vouchesForAaguid ? { aaguid } : certificateKeyIdentifier && { certificateKeyIdentifier }
    const entry = key && metadata.find(key)
    if (entry?.refused !== undefined) throw distrust(`metadata refuses the model: ${entry.refused}`)
    const isAttested = entry?.attestationTypes.some((type) => certified.includes(type))
    if (entry && !isAttested) throw distrust('by its metadata, the model makes no such attestation')
    if (entry) judges.push({ what: 'the metadata of the model', anchors: entry.anchors })
    else if (require === 'metadata') throw distrust('the model has no metadata')
  }
  if (allow) {
    // What nobody vouches for must not choose who is asked.
    const model = vouchesForAaguid ? encodeHex(aaguid) : undefined
    const isFor = (aaguids: readonly Uint8Array[] | 'any') =>
      aaguids === 'any' || aaguids.some((one) => encodeHex(one) === model)
    const rows = allow.filter(({ aaguids }) => isFor(aaguids))
    judges.push({ what: 'the list of those allowed', anchors: rows.map(({ anchor }) => anchor) })
  }
  return judges
}

/** Attestation types of FIDO's registry in which certificates speak for the model. */
const certified = ['basic_full', 'attca', 'anonca', 'ecdaa']
