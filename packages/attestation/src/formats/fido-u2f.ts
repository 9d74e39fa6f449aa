import { toRawPoint } from '@latchkey/cose-keys'
import { concat, hash } from '@latchkey/octets'
import type { AttestationFormat } from '../attestation-format.ts'
import { certificateChain } from '../certificate-chain.ts'
import { keyOf, readCertificates } from '../certificates.ts'
import { Procedure } from '../procedure.ts'
import { misprintedCertificates } from './u2f-misprints.ts'

const es256 = -7

/**
 * `fido-u2f`: what keys of the generation before sign. That is the RP ID, the client data, the credential ID and the
 * key: flags, counter and AAGUID are the client's word.
 *
 * @see WebAuthn Level 3 §8.6
 */
export const fidoU2f: AttestationFormat = {
  fmt: 'fido-u2f',

  async verify(input) {
    const procedure: Procedure = new Procedure('fido-u2f', input)
    const { credentialKey } = procedure
    const { rpIdHash, attestedCredentialData } = input.attestationObject.authenticatorData
    const { credentialId, aaguid } = attestedCredentialData!
    procedure.step('sig and x5c are there')
    procedure.members('sig', 'x5c')
    const sig = procedure.bytes('sig')
    const list = procedure.list('x5c')
    procedure.step('x5c is one certificate')
    procedure.require(
      list.length === 1,
      'statement-malformed',
      `there are ${list.length} certificates, and not one`,
    )
    const x5c = readCertificates(procedure, list, misprintedCertificates(list))
    procedure.step('it is of a P-256 key')
    const key = keyOf(procedure, x5c[0], es256)
    procedure.step('the credential key is of ES256')
    procedure.require(credentialKey.alg === es256, 'algorithm-mismatch', 'the credential key is not of ES256')
    procedure.step('sig is by the key of the certificate')
    const publicKey = toRawPoint(credentialKey)
    const signed = concat(Uint8Array.of(0), rpIdHash, input.clientDataHash, credentialId, publicKey)
    await procedure.signature(key, sig, signed)
    procedure.step('the AAGUID is zero')
    const mayBeOther = procedure.hasOption('fido-u2f-nonzero-aaguid') && !procedure.hasOption('conformance')
    const isZero = aaguid.every((byte) => byte === 0)
    procedure.require(
      isZero || mayBeOther,
      'binding-mismatch',
      'the AAGUID is not zero, which fido-u2f-nonzero-aaguid would let pass',
    )
    if (!isZero) procedure.notes.push('fido-u2f-nonzero-aaguid')
    return procedure.verified({
      type: 'basic',
      trustPath: x5c,
      chain: certificateChain(x5c),
      certificateKeyIdentifier: hash('sha-1', toRawPoint(key)),
    })
  },
}
