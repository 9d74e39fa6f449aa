import { sha256 } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import type { AttestationFormat } from '../attestation-format.ts'
import { certificateChain } from '../certificate-chain.ts'
import { isForKey, readCertificates } from '../certificates.ts'
import { Procedure } from '../procedure.ts'

/** `SEQUENCE { [1] { OCTET STRING (32 bytes) } }` up to the nonce. */
const nonceHead = [0x30, 0x24, 0xa1, 0x22, 0x04, 0x20]

/**
 * `apple`: Apple certifies the credential key, and the certificate holds a hash of what is attested.
 *
 * @see WebAuthn Level 3 §8.8
 */
export const apple: AttestationFormat = {
  fmt: 'apple',

  async verify(input) {
    const procedure: Procedure = new Procedure('apple', input)
    procedure.step('x5c is there')
    // Until 2021 devices sent alg, too.
    procedure.members('x5c', 'alg?')
    const { attStmt } = input.attestationObject
    const isOfKey = !attStmt.has('alg') || procedure.integer('alg') === procedure.credentialKey.alg
    procedure.require(isOfKey, 'algorithm-mismatch', 'alg is not that of the credential key')
    const x5c = readCertificates(procedure, procedure.list('x5c'))
    const [certificate] = x5c
    procedure.step('the nonce of the certificate is the hash of what is attested')
    const nonce = certificate.extensions.get('1.2.840.113635.100.8.2')?.value
    procedure.require(nonce !== undefined, 'certificate-refused', 'the certificate has no nonce')
    const isNonce = nonce.length === 38 && nonceHead.every((byte, at) => nonce[at] === byte)
    procedure.require(isNonce, 'certificate-refused', 'the nonce is not what it should be')
    const isSame = equalBytes(nonce.subarray(6), sha256(procedure.signedData))
    procedure.require(isSame, 'binding-mismatch', 'the nonce is of other data')
    procedure.step('the certificate is for the credential key')
    const isCertified = isForKey(procedure, certificate)
    procedure.require(isCertified, 'binding-mismatch', 'the certificate is for another key')
    return procedure.verified({
      type: 'anonca',
      trustPath: x5c,
      chain: certificateChain(x5c),
      vouchesForAaguid: true,
    })
  },
}
