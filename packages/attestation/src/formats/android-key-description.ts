/**
 * What Android's key store says of a key.
 *
 * @see Android "Key and ID attestation", "Schema"
 */
import { readWithAsn1js } from '@latchkey/x509-path/asn1js'

export type KeyDescription = {
  readonly attestationVersion: number
  readonly attestationSecurityLevel: SecurityLevel
  readonly keyMintVersion: number
  readonly keyMintSecurityLevel: SecurityLevel
  readonly attestationChallenge: Uint8Array
  readonly uniqueId: Uint8Array
  readonly softwareEnforced: AuthorizationList
  /** by the trusted environment, or by the secure element */
  readonly hardwareEnforced: AuthorizationList
}

export type SecurityLevel = 'software' | 'trusted-environment' | 'strong-box'

export type AuthorizationList = {
  /** KeyPurpose: 2 is to sign */
  readonly purpose?: readonly number[]
  readonly allApplications: boolean
  /** KeyOrigin: 0 is generated in the device */
  readonly origin?: number
  /** numbers of all tags that are there */
  readonly tags: readonly number[]
}

const securityLevels: readonly SecurityLevel[] = ['software', 'trusted-environment', 'strong-box']

/** What is read of the objects of asn1js. */
type Element = {
  readonly idBlock: { readonly tagClass: number; readonly tagNumber: number }
  readonly valueBlock: { readonly value?: readonly Element[]; readonly valueHexView?: Uint8Array }
}

const universal = 1
const contextSpecific = 3
const [integer, octetString, enumerated, sequence, set] = [2, 4, 10, 16, 17]

/**
 * Reads the extension 1.3.6.1.4.1.11129.2.1.17.
 *
 * @returns nothing for DER of another structure
 * @throws X509Error for what is not DER
 */
export function readKeyDescription(der: Uint8Array): KeyDescription | undefined {
  const description = readWithAsn1js(der) as unknown as Element
  if (!is(description, sequence)) return undefined
  const [attestation, level, keyMint, keyMintLevel, challenge, unique, software, hardware, ...more] =
    childrenOf(description)
  const attestationVersion = numberOf(attestation, integer)
  const attestationSecurityLevel = securityLevels[numberOf(level, enumerated) ?? -1]
  const keyMintVersion = numberOf(keyMint, integer)
  const keyMintSecurityLevel = securityLevels[numberOf(keyMintLevel, enumerated) ?? -1]
  const attestationChallenge = bytesOf(challenge)
  const uniqueId = bytesOf(unique)
  const softwareEnforced = listOf(software)
  const hardwareEnforced = listOf(hardware)
  if (
    attestationVersion === undefined ||
    attestationSecurityLevel === undefined ||
    keyMintVersion === undefined ||
    keyMintSecurityLevel === undefined ||
    attestationChallenge === undefined ||
    uniqueId === undefined ||
    softwareEnforced === undefined ||
    hardwareEnforced === undefined ||
    more.length > 0
  ) {
    return undefined
  }
  return {
    attestationVersion,
    attestationSecurityLevel,
    keyMintVersion,
    keyMintSecurityLevel,
    attestationChallenge,
    uniqueId,
    softwareEnforced,
    hardwareEnforced,
  }
}

/** Tags ascend, each with one element in it; what is read must be of its type. */
function listOf(element: Element | undefined): AuthorizationList | undefined {
  if (!element || !is(element, sequence)) return undefined
  const fields = childrenOf(element)
  const tags = fields.map(({ idBlock }) => idBlock.tagNumber)
  const isOrdered = tags.every((tag, at) => at === 0 || tags[at - 1]! < tag)
  const isExplicit = fields.every(
    (field) => is(field, field.idBlock.tagNumber, contextSpecific) && childrenOf(field).length === 1,
  )
  if (!isOrdered || !isExplicit) return undefined
  const inside = (tag: number) => {
    const field = fields.find(({ idBlock }) => idBlock.tagNumber === tag)
    return field && childrenOf(field)[0]
  }
  const purposes = inside(1)
  const purpose =
    purposes && (is(purposes, set) ? childrenOf(purposes).map((one) => numberOf(one, integer)) : [undefined])
  const origins = inside(702)
  const origin = numberOf(origins, integer)
  if (purpose?.includes(undefined) || (origins && origin === undefined)) return undefined
  return {
    ...(purpose && { purpose: purpose as number[] }),
    allApplications: tags.includes(600),
    ...(origin !== undefined && { origin }),
    tags,
  }
}

function is({ idBlock }: Element, tagNumber: number, tagClass = universal): boolean {
  return idBlock.tagClass === tagClass && idBlock.tagNumber === tagNumber
}

function childrenOf({ valueBlock }: Element): readonly Element[] {
  return Array.isArray(valueBlock.value) ? valueBlock.value : []
}

/** From 0 to 2³¹ − 1, in the one form that DER has. */
function numberOf(element: Element | undefined, type: number): number | undefined {
  const bytes = element && is(element, type) ? element.valueBlock.valueHexView : undefined
  if (!bytes || bytes.length > 4 || bytes[0]! > 0x7f) return undefined
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

function bytesOf(element: Element | undefined): Uint8Array | undefined {
  return element && is(element, octetString) ? element.valueBlock.valueHexView : undefined
}
