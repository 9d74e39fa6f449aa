import type { CoseKey } from '@latchkey/cose-keys'
import { concat, type HashName, hash } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import {
  computeName,
  findVendor,
  parseAs,
  TpmError,
  type TpmTypes,
  type TpmVendor,
  toKeyParts,
} from '@latchkey/tpm-structs'
import { TPMS_ATTEST, TPMT_PUBLIC, TPMT_SIGNATURE } from '@latchkey/tpm-structs/tables'
import type { Certificate } from '@latchkey/x509-path'
import type { AttestationFormat } from '../attestation-format.ts'
import { certificateChain } from '../certificate-chain.ts'
import { checkAaguidExtension } from '../certificate-extensions.ts'
import { alternativeNames, keyOf, readCertificates } from '../certificates.ts'
import { Procedure } from '../procedure.ts'

/** What a TPM says of itself and of the key, and its certificate of the TPM. */
export type TpmDetails = {
  readonly certInfo: TpmTypes['TPMS_ATTEST']
  readonly pubArea: TpmTypes['TPMT_PUBLIC']
  /** as in `id:494E5443` */
  readonly manufacturer: string
  /** of the TCG's registry, where it stands there */
  readonly vendor?: TpmVendor
  readonly model: string
  readonly version: string
}

const certify = 0x8017
const rs1 = -65535

type TpmAlgorithm = readonly [hash: HashName, scheme: number, hashAlg: number]

/** By COSE algorithm identifier: what a TPM signs with, and TPM_ALG_ID of scheme and hash. */
const algorithms: ReadonlyMap<number, TpmAlgorithm> = /* @__PURE__ */ new Map([
  [rs1, ['sha-1', 0x14, 0x04]],
  [-257, ['sha-256', 0x14, 0x0b]],
  [-258, ['sha-384', 0x14, 0x0c]],
  [-259, ['sha-512', 0x14, 0x0d]],
  [-37, ['sha-256', 0x16, 0x0b]],
  [-38, ['sha-384', 0x16, 0x0c]],
  [-39, ['sha-512', 0x16, 0x0d]],
  [-7, ['sha-256', 0x18, 0x0b]],
  [-35, ['sha-384', 0x18, 0x0c]],
  [-36, ['sha-512', 0x18, 0x0d]],
])

/**
 * `tpm`: the TPM certifies the credential key, and an authority the TPM. `clockInfo` and firmware version say nothing
 * here.
 *
 * @see WebAuthn Level 3 §8.3
 */
export const tpm: AttestationFormat = {
  fmt: 'tpm',

  async verify(input) {
    const procedure: Procedure = new Procedure('tpm', input)
    const { credentialKey, signedData } = procedure
    procedure.step('ver, alg, x5c, sig, certInfo and pubArea are there')
    procedure.members('ver', 'alg', 'x5c', 'sig', 'certInfo', 'pubArea')
    procedure.require(procedure.text('ver') === '2.0', 'statement-malformed', 'ver is not 2.0')
    const alg = procedure.integer('alg')
    const sig = procedure.bytes('sig')
    const list = procedure.list('x5c')
    const attest = procedure.bytes('certInfo')
    const publicArea = procedure.bytes('pubArea')
    procedure.step('alg is one by which TPMs sign')
    const algorithm = algorithms.get(alg)
    procedure.require(algorithm !== undefined, 'algorithm-refused', `no TPM signs by the algorithm ${alg}`)
    const isRs1 = alg === rs1
    procedure.require(
      !isRs1 || !procedure.hasOption('refuse-rs1-attestation'),
      'algorithm-refused',
      'the statement is signed over SHA-1, and refuse-rs1-attestation is set',
    )
    if (isRs1) procedure.notes.push('rs1-attestation')
    const x5c = readCertificates(procedure, list)
    procedure.step('pubArea is a TPMT_PUBLIC of the credential key')
    const pubArea: TpmTypes['TPMT_PUBLIC'] = reading(procedure, () => parseAs(TPMT_PUBLIC, publicArea))
    const isKey = reading(procedure, () => isAreaOf(pubArea, publicArea, credentialKey))
    procedure.require(isKey, 'binding-mismatch', 'pubArea is not of the credential key')
    procedure.step('certInfo is a TPMS_ATTEST that certifies')
    const certInfo: TpmTypes['TPMS_ATTEST'] = reading(procedure, () => parseAs(TPMS_ATTEST, attest))
    procedure.require(certInfo.type === certify, 'statement-malformed', 'certInfo does not certify')
    procedure.step('extraData is the hash of what is attested, by the hash of alg')
    const isOfData = equalBytes(certInfo.extraData, hash(algorithm[0], signedData))
    procedure.require(isOfData, 'binding-mismatch', 'extraData is of other data')
    procedure.step('certInfo names pubArea')
    const name = reading(procedure, () => computeName(publicArea))
    procedure.require(
      equalBytes(certInfo.attested.name, name),
      'binding-mismatch',
      'certInfo names another object',
    )
    procedure.step('sig over certInfo is by the key of the first certificate')
    await checkSignature(procedure, x5c[0], { alg, algorithm, sig, attest })
    const names = checkCertificate(procedure, x5c[0])
    procedure.step('the AAGUID of the certificate is that of the authenticator data')
    const { aaguid } = input.attestationObject.authenticatorData.attestedCredentialData!
    checkAaguidExtension(procedure, x5c[0], aaguid)
    const details: TpmDetails = { certInfo, pubArea, ...names }
    return procedure.verified({
      type: 'attca',
      trustPath: x5c,
      chain: certificateChain(x5c),
      vouchesForAaguid: true,
      details,
    })
  },
}

/** TPM structures are not made by the client, so that what is wrong with them is the statement's fault. */
function reading<Value>(procedure: Procedure, read: () => Value): Value {
  return procedure.attempt(TpmError, 'statement-malformed', 'a structure of the TPM', read)
}

function isAreaOf(area: TpmTypes['TPMT_PUBLIC'], publicArea: Uint8Array, key: CoseKey): boolean {
  const parts = toKeyParts(publicArea)
  if (parts.kty === 'RSA') {
    const isKey = key.kty === 'RSA' && equalBytes(parts.n, key.n) && equalBytes(parts.e, key.e)
    return isKey && area.type === 0x01 && area.parameters.keyBits === 8 * key.n.length
  }
  return (
    key.kty === 'EC2' && key.crv === parts.crv && equalBytes(parts.x, key.x) && equalBytes(parts.y, key.y)
  )
}

type Signed = {
  readonly alg: number
  readonly algorithm: TpmAlgorithm
  readonly sig: Uint8Array
  readonly attest: Uint8Array
}

async function checkSignature(
  procedure: Procedure,
  certificate: Certificate,
  { alg, algorithm, sig, attest }: Signed,
): Promise<void> {
  // RS1 is no algorithm of a key, so the key is taken for one of RS256.
  const key = { ...keyOf(procedure, certificate, alg === rs1 ? -257 : alg), alg }
  const options = { dangerouslyAllowRs1: true }
  const whole = procedure.hasOption('tpm-signature-as-tpmt') ? readWhole(sig) : undefined
  if (whole === undefined) return procedure.signature(key, sig, attest, options)
  procedure.notes.push('tpm-signature-as-tpmt')
  const { sigAlg, hashAlg, bare } = whole
  const isByAlg = sigAlg === algorithm[1] && hashAlg === algorithm[2]
  procedure.require(isByAlg, 'algorithm-mismatch', 'the signature is not by alg')
  if (bare instanceof Uint8Array) return procedure.signature(key, bare, attest, options)
  const length = key.kty === 'EC2' ? key.x.length : 0
  const raw = concat(...bare.map((half) => concat(new Uint8Array(Math.max(0, length - half.length)), half)))
  return procedure.signature(key, raw, attest, { signatureFormat: 'raw' })
}

type WholeSignature = {
  readonly sigAlg: number
  readonly hashAlg: number
  /** of RSA, or r and s */
  readonly bare: Uint8Array | readonly [Uint8Array, Uint8Array]
}

/** A TPMT_SIGNATURE to its last byte, and nothing where it is none: a bare signature may begin like one. */
function readWhole(bytes: Uint8Array): WholeSignature | undefined {
  try {
    const whole: TpmTypes['TPMT_SIGNATURE'] = parseAs(TPMT_SIGNATURE, bytes)
    if (!('signature' in whole && 'hash' in whole.signature)) return undefined
    const { sigAlg, signature } = whole
    const { hash: hashAlg } = signature
    const bare = 'sig' in signature ? signature.sig : ([signature.signatureR, signature.signatureS] as const)
    return { sigAlg, hashAlg, bare }
  } catch (error) {
    if (TpmError.is(error)) return undefined
    throw error
  }
}

/** @see WebAuthn Level 3 §8.3.1; TCG EK Credential Profile §3.2.9 */
function checkCertificate(
  procedure: Procedure,
  certificate: Certificate,
): Pick<TpmDetails, 'manufacturer' | 'vendor' | 'model' | 'version'> {
  const { version, subject, extensions, isCa, extendedKeyUsage = [] } = certificate
  const require = (condition: boolean, message: string) =>
    procedure.require(condition, 'certificate-refused', message)
  procedure.step('the certificate is of version 3')
  require(version === 3, `the certificate is of version ${version}`)
  procedure.step('its subject is empty')
  // A SEQUENCE without content.
  require(subject.der.length === 2, 'the certificate has a subject')
  procedure.step('it names manufacturer, model and version of the TPM')
  const names = tpmNames(procedure, certificate)
  procedure.step('it is for attestation keys of TPMs')
  require(extendedKeyUsage.includes('2.23.133.8.3'), 'the certificate is for another use')
  procedure.step('it is no authority’s')
  require(extensions.has('2.5.29.19') && !isCa, 'the certificate does not say that it is no authority’s')
  return names
}

function tpmNames(procedure: Procedure, certificate: Certificate) {
  const names = alternativeNames(procedure, certificate).flatMap((name) =>
    name.form === 'directoryName' ? [name.value] : [],
  )
  const only = (oid: string) => {
    const [value, ...more] = names.flatMap((name) => name.attribute(oid))
    const isOne = value !== undefined && more.length === 0
    procedure.require(
      isOne,
      'certificate-refused',
      `the certificate has no attribute ${oid} of the TPM, or several`,
    )
    return value
  }
  const manufacturer = only('2.23.133.2.1')
  const isIdentifier = /^(?:id:)?[0-9a-f]{8}$/i.test(manufacturer)
  procedure.require(isIdentifier, 'certificate-refused', 'the manufacturer is no vendor identifier')
  const vendor = findVendor(manufacturer)
  procedure.require(
    vendor !== undefined || !procedure.hasOption('tpm-vendor-registry'),
    'certificate-refused',
    'the manufacturer does not stand in the registry, and tpm-vendor-registry is set',
  )
  const about = { manufacturer, model: only('2.23.133.2.2'), version: only('2.23.133.2.3') }
  return vendor ? { ...about, vendor } : about
}
