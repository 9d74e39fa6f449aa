/** Each fault differs from its twin without one in the place that its name states, and in what is signed over it. */
import { describe, expect, it } from 'vitest'
import { type Fault, type FaultInfo, faultRows, faults } from '../src/faults/faults.ts'
import { type Format, formats } from '../src/formats.ts'
import { differences, takeApart } from './places.ts'
import { makeResponses } from './responses.ts'

type Ceremony = FaultInfo['ceremony']

const object = 'response.attestationObject'
const statement = `${object}.attStmt`
const client = 'response.clientDataJSON'

const extension = {
  basicConstraints: 'extensions.551d13',
  alternativeName: 'extensions.551d11',
  extendedKeyUsage: 'extensions.551d25',
  authorityKeyIdentifier: 'extensions.551d23',
  nameConstraints: 'extensions.551d1e',
  serialNumber: 'extensions.2b0601040182e51c010102',
  firmwareVersion: 'extensions.2b0601040182e51c010105',
  example: 'extensions.883701',
  aaguid: 'extensions.2b0601040182e51c010104',
  keyDescription: 'extensions.2b06010401d679020111',
  appleNonce: 'extensions.2a864886f763640802',
}
const leafOf = (format: Format) =>
  `${statement}.${format === 'android-safetynet' ? 'response.header.' : ''}x5c.0`
const jwsSignature = `${statement}.response.signature`

const inData = (...parts: readonly string[]) => parts.map((part) => `DATA${part && `.${part}`}`)
const inClient = (...names: readonly string[]) => names.map((name) => `${client}.${name}`)
const inStatement = (...names: readonly string[]) => names.map((name) => `${statement}.${name}`)
const inLeaf = (...parts: readonly string[]) => parts.map((part) => `LEAF.${part}`)

/** What the names of faults state, without the ceremony that some begin with. The first that fits holds. */
const stated: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^id-(missing|number|other)$/, ['id']],
  [/^ids?-/, ['id', 'rawId']],
  [/^(extension-output-|cred-props-|large-blob-|prf-output-)/, ['clientExtensionResults']],
  [/^raw-id-/, ['rawId']],
  [/^response-type-/, ['type']],
  [/^response-/, ['response']],
  [/^(client-data-|challenge-twice$|origin-twice-)/, [client]],
  [/^challenge-/, inClient('challenge')],
  [/^type-/, inClient('type')],
  [/^origin-/, inClient('origin')],
  [/^cross-origin/, inClient('crossOrigin')],
  [/^top-origin$/, inClient('crossOrigin', 'topOrigin')],
  [/^top-origin-alone$/, inClient('topOrigin')],
  [/^attestation-object-/, [object]],
  [/^fmt-/, [`${object}.fmt`]],
  [/^att-stmt-/, [statement]],
  [/^auth-data-/, [`${object}.authData`]],
  [/^none-with-statement$/, inStatement('alg')],
  [/^rp-id-other$/, inData('rpIdHash')],
  [/^(up-clear|uv-clear|bs-without-be|ed-set-.*|at-clear|at-set-in-assertion|be-changed)$/, inData('flags')],
  [/^attested-data-in-assertion$/, inData('flags', 'aaguid', 'idLength', 'id', 'key')],
  [/^at-clear-without-data$/, inData('flags', 'aaguid', 'idLength', 'id', 'key')],
  [/^at-set-without-data$/, inData('aaguid', 'idLength', 'id', 'key')],
  [/^authenticator-data-left-over$/, inData('rest')],
  [/^(authenticator-data-|credential-id-length-)/, inData('')],
  [/^credential-id-too-long$/, ['id', 'rawId', ...inData('idLength', 'id')]],
  [/^extensions-/, inData('flags', 'rest')],
  [/^sign-count-/, inData('signCount')],
  [/^u2f-aaguid-/, inData('aaguid')],
  [/^(key-point-|key-y-)/, inData('key.-3')],
  [/^ed25519-s-/, ['response.signature']],
  [/^(key-coordinate-|rsa-exponent-|ed25519-)/, inData('key.-2')],
  [/^(key-curve-|rsa-modulus-|ml-dsa-key-)/, inData('key.-1')],
  [/^key-type-/, inData('key.1')],
  [/^key-algorithm-/, inData('key.3')],
  [/^key-with-private-/, inData('key.-4')],
  [/^key-not-map$/, inData('key')],
  [/^key-label-as-text$/, inData('key.1', 'key."1"')],
  [/^(key-label-|key-indefinite-)/, inData('key')],
  [/^credential-key-swapped$/, [`${object}.authData.key.-3`]],
  [/^(statement-empty$|compound-map$)/, [statement]],
  [/^statement-unknown-/, inStatement('foo')],
  [/^alg-/, inStatement('alg')],
  [/^(sig-over-|signature-over-)/, []],
  [/^sig-/, inStatement('sig')],
  [/^(x5c-|u2f-two-)/, inStatement('x5c')],
  [/^(certificate|aik)-version-1$/, inLeaf('version', 'extensions')],
  [/^certificate-(without-basic-|is-ca)|^aik-is-ca/, inLeaf(extension.basicConstraints)],
  [/^certificate-aaguid-|^aik-aaguid-/, inLeaf(extension.aaguid)],
  [/^certificate-serial-/, inLeaf(extension.serialNumber)],
  [/^certificate-firmware-/, inLeaf(extension.firmwareVersion)],
  [/^certificate-critical-/, inLeaf(extension.example)],
  [/^certificate-(expired|not-yet-)/, inLeaf('validity')],
  [/^certificate-algorithms-/, inLeaf('algorithm')],
  [/^certificate-(left-over|ber-length)$/, inStatement('x5c.0')],
  [/^intermediate-expired$/, inStatement('x5c.1.validity', 'x5c.1.signature')],
  [/^intermediate-by-other-key$/, inStatement('x5c.1.signature')],
  [/^intermediate-name-/, inStatement(`x5c.1.${extension.nameConstraints}`, 'x5c.1.signature')],
  [
    /^intermediate-path-/,
    inStatement('x5c.1.issuer', `x5c.1.${extension.authorityKeyIdentifier}`, 'x5c.1.signature', 'x5c.2'),
  ],
  [/^intermediate-no-ca$/, inStatement(`x5c.1.${extension.basicConstraints}`, 'x5c.1.signature')],
  [/^certificate-|^aik-with-subject/, inLeaf('subject')],
  [/^aik-.*usage/, inLeaf(extension.extendedKeyUsage)],
  [/^(aik-without-name|aik-manufacturer-|safety-net-host-)/, inLeaf(extension.alternativeName)],
  [/^(android|apple)-key-/, inLeaf('key')],
  [/^android-description-above$/, [...inLeaf(extension.keyDescription), ...inStatement('x5c.1')]],
  [/^android-/, inLeaf(extension.keyDescription)],
  [/^apple-/, inLeaf(extension.appleNonce)],
  [/^(tpm|safety-net)-version-/, inStatement('ver')],
  [/^tpm-(certify|magic|type)-/, inStatement('certInfo')],
  [/^tpm-public-area-/, inStatement('pubArea')],
  [/^tpm-extra-data-/, inStatement('certInfo.extraData')],
  [/^tpm-name-/, inStatement('certInfo.attested.name')],
  [/^tpm-key-bits-/, inStatement('pubArea.parameters.keyBits')],
  [/^tpm-key-/, inStatement('pubArea.unique.y')],
  [/^safety-net-(response|not-three)-/, inStatement('response')],
  [/^safety-net-signature-/, inStatement('response.signature')],
  [/^safety-net-header-jwk$/, inStatement('response.header.jwk')],
  [/^safety-net-nonce-/, inStatement('response.payload.nonce')],
  [/^safety-net-profile-/, inStatement('response.payload.ctsProfileMatch')],
  [/^safety-net-(future|stale)/, inStatement('response.payload.timestampMs')],
  [/^safety-net-(unsigned|symmetric)/, inStatement('response.header.alg')],
  [/^safety-net-without-/, inStatement('response.header.x5c')],
  [/^compound-empty$/, inStatement('0', '1')],
  [/^compound-unknown$/, inStatement('1.fmt')],
  [/^compound-/, inStatement('1')],
  [/^user-handle-/, ['response.userHandle']],
  [/^(signature-|ecdsa-|ml-dsa-signature-)/, ['response.signature']],
]

/** U2F signs the hash of the RP ID and the credential ID, and no more of the authenticator data. */
const overU2f = /rp-id-other|over-other|authenticator-data-empty|credential-id-too-long/

/** What is made again because what it is over has changed. */
function remade(name: Fault, format: Format, ceremony: Ceremony): readonly string[] {
  const { hooks } = faultRows([name], ceremony, format, algorithmOf(name))[0]!
  const uses = (...names: readonly (keyof typeof hooks)[]) => names.some((one) => one in hooks)
  const ofClient = uses('clientData', 'clientDataBytes') || (uses('attested') && /client-data/.test(name))
  const ofData = uses('keyMembers', 'keyBytes', 'parts', 'authenticatorData', 'attested')
  if (ceremony === 'authentication') return ofClient || ofData ? ['response.signature'] : []
  const made: string[] = []
  if (ofClient || ofData) made.push(...overAttested(name, format, ofClient))
  const leafPath = leafOf(format)
  if (uses('certificate', 'keyDescription')) made.push(`${leafPath}.signature`)
  if (uses('safetyNet') || (uses('certificate') && format === 'android-safetynet')) made.push(jwsSignature)
  const ofArea = uses('tpmPublicArea', 'tpmPublicAreaBytes')
  if (uses('tpmCertInfo') || ofArea) made.push(`${statement}.sig`)
  if (ofArea) made.push(`${statement}.certInfo.attested.name`)
  return made
}

function overAttested(name: Fault, format: Format, ofClient: boolean): readonly string[] {
  const [sig, leafPath] = [`${statement}.sig`, leafOf(format)]
  const inCertificate = (id: string) => [`${leafPath}.${id}`, `${leafPath}.signature`]
  switch (format) {
    case 'none':
      return []
    case 'fido-u2f':
      return ofClient || overU2f.test(name) ? [sig] : []
    case 'tpm':
      return [sig, `${statement}.certInfo.extraData`]
    case 'android-key':
      return [sig, ...(ofClient ? inCertificate(extension.keyDescription) : [])]
    case 'apple':
      return inCertificate(extension.appleNonce)
    case 'android-safetynet':
      return [`${statement}.response.payload.nonce`, jwsSignature]
    default:
      return [sig]
  }
}

const now = () => new Date('2026-06-01T00:00:00Z')
const algorithmOf = (name: Fault) => faults.find((fault) => fault.name === name)?.algorithms?.[0] ?? -7

async function make(ceremony: Ceremony, format: Format, algorithm: number, names: readonly Fault[]) {
  return (await makeResponses({ format, algorithm, now }, { [ceremony]: names }))[ceremony]
}

const twins = new Map<string, Promise<object>>()

/** The places that differ from the twin. */
async function placesOf(ceremony: Ceremony, format: Format, algorithm: number, names: readonly Fault[]) {
  const key = `${ceremony} ${format} ${algorithm}`
  const twin = twins.get(key) ?? make(ceremony, format, algorithm, [])
  twins.set(key, twin)
  const made = await make(ceremony, format, algorithm, names)
  return differences(takeApart(await twin), takeApart(made))
}

/** The places that the name states: of a registration's authenticator data, both copies. */
function ownPlaces({ name, ceremony }: FaultInfo, format: Format): readonly string[] | undefined {
  const own = stated.find(([pattern]) => pattern.test(name.replace(/^(registration|authentication)-/, '')))
  const copies = [
    'response.authenticatorData',
    ...(ceremony === 'registration' ? [`${object}.authData`] : []),
  ]
  return own?.[1].flatMap((place) =>
    place.startsWith('DATA')
      ? copies.map((copy) => place.replace('DATA', copy))
      : [place.replace('LEAF', leafOf(format))],
  )
}

const isIn = (place: string, outer: string) => place === outer || place.startsWith(`${outer}.`)

/** Where a fault goes with every format, some that sign different things. */
const several: readonly Format[] = ['none', 'packed', 'tpm', 'android-key', 'fido-u2f', 'apple']

/** Shows only where a call allows some credentials and not others, which these calls do not. */
const unseen: readonly Fault[] = ['credential-not-allowed']

const seen = faults.filter(({ name }) => !unseen.includes(name))

const rows = seen.flatMap((fault) => {
  const all = fault.algorithms === undefined || fault.algorithms[0] === -7 ? several : several.slice(0, 2)
  const those = fault.ceremony === 'authentication' ? several.slice(0, 1) : all
  return (fault.formats ?? those).map((format) => [fault.name, format, fault] as const)
})

describe('a fault differs from its twin in the stated place alone', () => {
  it.each(rows)('%s, %s', async (name, format, fault) => {
    const differing = await placesOf(fault.ceremony, format, algorithmOf(name), [name])
    const own = ownPlaces(fault, format)
    if (own === undefined) throw new Error(`the table does not know what ${name} states`)
    const again = remade(name, format, fault.ceremony)
    const elsewhere = differing.filter((place) => ![...own, ...again].some((outer) => isIn(place, outer)))
    const untouched = [...own, ...again].filter((outer) => !differing.some((place) => isIn(place, outer)))
    expect({ elsewhere, untouched }).toEqual({ elsewhere: [], untouched: [] })
    expect(differing).not.toEqual([])
  })
})

describe('the same seed makes the same bytes', () => {
  it.each(formats)('%s, without a fault', async (format) => {
    const make = async () => {
      const { registration, authentication } = await makeResponses({ format, algorithm: -7, now })
      return { registration, authentication }
    }
    expect(await make()).toEqual(await make())
  })

  it.each(seen.map((fault) => [fault.name, fault] as const))('%s', async (name, { ceremony, formats }) => {
    const again = () => make(ceremony, formats?.[0] ?? 'none', algorithmOf(name), [name])
    expect(await again()).toEqual(await again())
  })
})

describe('two faults differ in the places of both', () => {
  const pairs: readonly (readonly [Ceremony, Format, Fault, Fault])[] = [
    ['registration', 'packed', 'registration-origin-other', 'registration-rp-id-other'],
    ['registration', 'packed', 'registration-challenge-other', 'certificate-expired'],
    ['registration', 'packed', 'certificate-aaguid-other', 'certificate-without-country'],
    ['registration', 'packed', 'registration-id-other', 'registration-type-empty'],
    ['registration', 'tpm', 'aik-with-subject', 'tpm-extra-data-other'],
    ['registration', 'tpm', 'tpm-key-other', 'registration-uv-clear'],
    ['registration', 'android-key', 'android-origin-imported', 'key-algorithm-missing'],
    ['registration', 'android-safetynet', 'safety-net-profile-mismatch', 'safety-net-host-other'],
    ['registration', 'fido-u2f', 'u2f-aaguid-not-zero', 'sig-over-other-rp'],
    ['registration', 'apple', 'apple-without-nonce', 'registration-up-clear'],
    ['registration', 'compound', 'compound-unknown', 'registration-raw-id-other'],
    ['authentication', 'none', 'authentication-origin-other', 'authentication-uv-clear'],
    ['authentication', 'none', 'sign-count-zero', 'user-handle-other'],
  ]

  it.each(pairs)('%s, %s: %s and %s', async (ceremony, format, one, other) => {
    const places = async (...names: Fault[]) => (await placesOf(ceremony, format, -7, names)).sort()
    const union = [...new Set([...(await places(one)), ...(await places(other))])].sort()
    expect(await places(one, other)).toEqual(union)
    expect(await places(other, one)).toEqual(union)
  })
})
