/** Wrong uses that must not compile; checked by the type checker alone. */
import type { Certificate } from '@latchkey/x509-path'
import { compound, none, packed } from '../src/formats.ts'
import {
  type Attestation,
  type AttestationError,
  type AttestationFormat,
  createTrustPolicy,
  verifyAttestation,
} from '../src/index.ts'

declare const attestation: Attestation
declare const error: AttestationError
declare const anchor: Certificate
declare const bytes: Uint8Array
const trust = createTrustPolicy({ require: 'none' })
const now = new Date()

// @ts-expect-error what a browser is asked for is no requirement
createTrustPolicy({ require: 'direct' })
// @ts-expect-error there is no such option
createTrustPolicy({ require: 'none', options: ['tpm-vendors'] })
// @ts-expect-error anchors are certificates, not bytes
createTrustPolicy({ require: 'attested', anchors: { packed: [bytes] } })
// @ts-expect-error anchors are given by format
createTrustPolicy({ require: 'attested', anchors: [anchor] })
// @ts-expect-error a list of AAGUIDs, or any
createTrustPolicy({ require: 'attested', allow: [{ anchor }] })

const input = { attestationObject: bytes, clientDataHash: bytes, formats: [none], trust, now }
verifyAttestation({ ...input, formats: [none, packed, compound([packed])] })
// @ts-expect-error a policy that createTrustPolicy has not made has no options
verifyAttestation({ ...input, trust: { require: 'none' } })
// @ts-expect-error time is an argument
verifyAttestation({ ...input, now: undefined })
// @ts-expect-error formats are handed in
verifyAttestation({ ...input, formats: undefined })

// @ts-expect-error a verdict is not to be changed
attestation.trusted = true
// @ts-expect-error a code that does not exist
if (error.code === 'bad-signature') throw error

/** One’s own format needs no more than the contract names. */
export const own: AttestationFormat = {
  fmt: 'own',
  verify: async () => ({ type: 'self', trustPath: [], steps: [], notes: [], details: undefined }),
}
