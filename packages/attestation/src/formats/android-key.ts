import { equalBytes } from '@latchkey/simd-compare'
import { type Certificate, X509Error } from '@latchkey/x509-path'
import type { AttestationFormat } from '../attestation-format.ts'
import { certificateChain } from '../certificate-chain.ts'
import { isForKey, readCertificates } from '../certificates.ts'
import { Procedure } from '../procedure.ts'
import { checkAuthorizations } from './android-authorizations.ts'
import { type KeyDescription, readKeyDescription } from './android-key-description.ts'
import { type Provisioning, provisioningOf } from './android-provisioning.ts'

/** What the key store says of the key, and how the device came to its certificates. */
export type AndroidKeyDetails = {
  readonly keyDescription: KeyDescription
  readonly provisioning: Provisioning
}

const descriptionOid = '1.3.6.1.4.1.11129.2.1.17'

/**
 * `android-key`: the key store of an Android device certifies the credential key.
 *
 * @see WebAuthn Level 3 §8.4
 */
export const androidKey: AttestationFormat = {
  fmt: 'android-key',

  async verify(input) {
    const procedure: Procedure = new Procedure('android-key', input)
    const { credentialKey, signedData } = procedure
    procedure.step('alg, sig and x5c are there')
    procedure.members('alg', 'sig', 'x5c')
    const alg = procedure.integer('alg')
    const sig = procedure.bytes('sig')
    const x5c = readCertificates(procedure, procedure.list('x5c'))
    procedure.step('alg is the credential key’s')
    procedure.require(
      alg === credentialKey.alg,
      'algorithm-mismatch',
      `alg is ${alg}, the key’s is ${credentialKey.alg}`,
    )
    procedure.step('the first certificate is for the credential key')
    const isCertified = isForKey(procedure, x5c[0])
    procedure.require(isCertified, 'binding-mismatch', 'the certificate is for another key')
    procedure.step('sig is by that key')
    await procedure.signature(credentialKey, sig, signedData)
    procedure.step('the first certificate alone describes a key')
    const keyDescription = onlyDescription(procedure, x5c)
    procedure.step('the challenge of the description is the hash of the client data')
    const isSame = equalBytes(keyDescription.attestationChallenge, input.clientDataHash)
    procedure.require(isSame, 'binding-mismatch', 'the challenge is another one')
    checkAuthorizations(procedure, keyDescription)
    const provisioning = provisioningOf(x5c)
    const dangerouslyIgnoreDates =
      provisioning === 'factory' && procedure.hasOption('android-factory-chain-dates')
    if (dangerouslyIgnoreDates) procedure.notes.push('android-factory-chain-dates')
    const details: AndroidKeyDetails = { keyDescription, provisioning }
    return procedure.verified({
      type: 'basic',
      trustPath: x5c,
      chain: certificateChain(x5c, { dangerouslyIgnoreDates }),
      vouchesForAaguid: true,
      details,
    })
  },
}

/** With a key that an app has, certificates can be signed that describe anything, below the genuine ones. */
function onlyDescription(procedure: Procedure, x5c: readonly Certificate[]): KeyDescription {
  const [leaf, ...above] = x5c.map(({ extensions }) => extensions.get(descriptionOid)?.value)
  procedure.require(leaf !== undefined, 'certificate-refused', 'the certificate describes no key')
  const isOnly = above.every((value) => value === undefined)
  procedure.require(isOnly, 'certificate-refused', 'a certificate above the first describes a key, too')
  const description = procedure.attempt(X509Error, 'certificate-malformed', 'the key description', () =>
    readKeyDescription(leaf),
  )
  procedure.require(
    description !== undefined,
    'certificate-refused',
    'the key description has another structure',
  )
  return description
}
