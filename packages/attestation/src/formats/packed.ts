import type { Certificate } from '@latchkey/x509-path'
import type { AttestationFormat } from '../attestation-format.ts'
import { certificateChain } from '../certificate-chain.ts'
import { checkAaguidExtension, readFirmwareVersion, readSerialNumber } from '../certificate-extensions.ts'
import { keyOf, readCertificates } from '../certificates.ts'
import { Procedure } from '../procedure.ts'
import { isCountryCode } from './country-codes.ts'

/** What a packed certificate says beside its key. */
export type PackedDetails = {
  /** of the very device: in enterprise attestation alone */
  readonly serialNumber?: Uint8Array
  readonly firmwareVersion?: bigint
}

/**
 * `packed` with certificates: a key of the maker, or of an authority, signs.
 *
 * @see WebAuthn Level 3 §8.2, "If x5c is present"
 */
export const packed: AttestationFormat = {
  fmt: 'packed',

  applies(attStmt) {
    return attStmt.has('x5c')
  },

  async verify(input) {
    const procedure: Procedure = new Procedure('packed', input)
    procedure.step('alg, sig and x5c are there')
    procedure.members('alg', 'sig', 'x5c')
    const alg = procedure.integer('alg')
    const sig = procedure.bytes('sig')
    const x5c = readCertificates(procedure, procedure.list('x5c'))
    const [certificate] = x5c
    procedure.step('sig is by the key of the first certificate')
    await procedure.signature(keyOf(procedure, certificate, alg), sig, procedure.signedData)
    checkCertificate(procedure, certificate)
    procedure.step('the AAGUID of the certificate is that of the authenticator data')
    const { aaguid } = input.attestationObject.authenticatorData.attestedCredentialData!
    checkAaguidExtension(procedure, certificate, aaguid)
    procedure.step('a serial number is there only where it was asked for')
    const serialNumber = readSerialNumber(procedure, certificate)
    procedure.require(
      serialNumber === undefined || procedure.hasOption('enterprise-serial-number'),
      'certificate-refused',
      'the certificate names the very device, which enterprise-serial-number would let pass',
    )
    procedure.step('a firmware version is a number from 0 on')
    const firmwareVersion = readFirmwareVersion(procedure, certificate)
    const details: PackedDetails = {
      ...(serialNumber && { serialNumber }),
      ...(firmwareVersion !== undefined && { firmwareVersion }),
    }
    return procedure.verified({
      type: 'basic',
      trustPath: x5c,
      chain: certificateChain(x5c),
      vouchesForAaguid: true,
      details,
    })
  },
}

/** @see WebAuthn Level 3 §8.2.1 */
function checkCertificate(procedure: Procedure, { version, subject, extensions, isCa }: Certificate): void {
  const require = (condition: boolean, message: string) =>
    procedure.require(condition, 'certificate-refused', message)
  const [country = ''] = subject.attribute('2.5.4.6')
  const has = (oid: string) => subject.attribute(oid).some((value) => value !== '')
  procedure.step('the certificate is of version 3')
  require(version === 3, `the certificate is of version ${version}`)
  procedure.step('its subject names a country of ISO 3166')
  require(isCountryCode(country), 'the subject names no country')
  procedure.step('its subject names an organization')
  require(has('2.5.4.10'), 'the subject has no organization')
  procedure.step('its subject is the unit of attestation')
  const isUnit = subject.attribute('2.5.4.11').includes('Authenticator Attestation')
  require(isUnit, 'the unit of the subject is not that of attestation')
  procedure.step('its subject has a common name')
  require(has('2.5.4.3'), 'the subject has no common name')
  procedure.step('it is no authority’s')
  require(extensions.has('2.5.29.19') && !isCa, 'the certificate does not say that it is no authority’s')
}
