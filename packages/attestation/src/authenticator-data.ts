/**
 * Authenticator data: what the authenticator itself says, and signs.
 *
 * ```text
 * rpIdHash 32 | flags 1 | signCount 4 | AT: aaguid 16, length 2, credentialId, COSE_Key | ED: CBOR map
 * ```
 *
 * @see WebAuthn Level 3 §6.1
 */
import { CborError, type CborValue, decodeFirst } from '@latchkey/cbor-canonical/ctap2'
import { CoseError, type CoseKey, parseKey } from '@latchkey/cose-keys'
import { AttestationError } from './attestation-error.ts'

/** Parsed authenticator data; every byte string in it is a copy. */
export interface AuthenticatorData {
  /** all of it, as it was signed */
  readonly bytes: Uint8Array
  /** SHA-256 of the RP ID, 32 bytes */
  readonly rpIdHash: Uint8Array
  readonly flags: Flags
  /** 0 where the authenticator has no counter */
  readonly signCount: number
  /** present in a registration, and never to be used in an authentication */
  readonly attestedCredentialData?: AttestedCredentialData
  /** outputs by extension identifier */
  readonly extensions?: ReadonlyMap<unknown, unknown>
}

/** User present, user verified, backup eligible, backup state, attested credential data, extension data. */
export type Flags = {
  readonly up: boolean
  readonly uv: boolean
  readonly be: boolean
  readonly bs: boolean
  readonly at: boolean
  readonly ed: boolean
}

export type AttestedCredentialData = {
  /** 16 bytes: a claim about the authenticator's model until an attestation proves it */
  readonly aaguid: Uint8Array
  readonly credentialId: Uint8Array
  /** the COSE_Key as the authenticator wrote it */
  readonly credentialPublicKey: Uint8Array
  readonly key: CoseKey
}

const headLength = 37

/**
 * Parses authenticator data; no byte may be left over.
 *
 * @param bytes - 37 bytes and more
 * @returns the parts, frozen
 * @throws {@link AttestationError} `authenticator-data-malformed`, `credential-key-malformed`,
 * `credential-key-unsupported`, `extensions-malformed`
 * @example
 * ```ts
 * import { parseAuthenticatorData } from '@latchkey/attestation'
 *
 * const { flags, signCount } = parseAuthenticatorData(new Uint8Array(37).fill(0x05, 32, 33))
 * console.log(flags.uv, signCount) // true 0
 * ```
 * @see WebAuthn Level 3 §6.1
 */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  return readAuthenticatorData(bytes, false)
}

/** The same, where the key may be one for RSASSA-PKCS1-v1_5 with SHA-1. */
export function readAuthenticatorData(bytes: Uint8Array, dangerouslyAllowRs1: boolean): AuthenticatorData {
  if (bytes.length < headLength) throw malformed(`has ${bytes.length} bytes, and needs ${headLength}`)
  const own = bytes.slice()
  const flags = readFlags(own[32]!)
  const signCount = ((own[33]! << 24) | (own[34]! << 16) | (own[35]! << 8) | own[36]!) >>> 0
  const data: Writable<AuthenticatorData> = { bytes: own, rpIdHash: own.slice(0, 32), flags, signCount }
  let at = headLength
  if (flags.at) [data.attestedCredentialData, at] = readAttestedCredentialData(own, at, dangerouslyAllowRs1)
  if (flags.ed) [data.extensions, at] = readExtensions(own, at)
  if (at !== own.length) throw malformed(`has ${own.length - at} bytes after its last part`)
  return Object.freeze(data)
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] }

function readFlags(byte: number): Flags {
  return Object.freeze({
    up: (byte & 0x01) !== 0,
    uv: (byte & 0x04) !== 0,
    be: (byte & 0x08) !== 0,
    bs: (byte & 0x10) !== 0,
    at: (byte & 0x40) !== 0,
    ed: (byte & 0x80) !== 0,
  })
}

function readAttestedCredentialData(
  bytes: Uint8Array,
  from: number,
  dangerouslyAllowRs1: boolean,
): [AttestedCredentialData, number] {
  const idAt = from + 18
  const keyAt = bytes.length < idAt ? idAt : idAt + ((bytes[from + 16]! << 8) | bytes[from + 17]!)
  if (bytes.length <= keyAt) throw malformed('ends inside its attested credential data')
  const end = keyAt + lengthOfKey(bytes, keyAt)
  const credentialPublicKey = bytes.slice(keyAt, end)
  const attested = {
    aaguid: bytes.slice(from, from + 16),
    credentialId: bytes.slice(idAt, keyAt),
    credentialPublicKey,
    key: readKey(credentialPublicKey, dangerouslyAllowRs1),
  }
  return [Object.freeze(attested), end]
}

/** The key names no length: it ends where its CBOR ends. */
function lengthOfKey(bytes: Uint8Array, offset: number): number {
  const options = { offset, bytes: 'view', mode: 'report' } as const
  return decoded('credential-key-malformed', 'the credential key', bytes, options).bytesRead
}

function readKey(credentialPublicKey: Uint8Array, dangerouslyAllowRs1: boolean): CoseKey {
  try {
    return parseKey(credentialPublicKey, { dangerouslyAllowRs1 })
  } catch (cause) {
    if (!CoseError.is(cause)) throw cause
    const unsupported = cause.code === 'unsupported-algorithm'
    throw new AttestationError(
      unsupported ? 'credential-key-unsupported' : 'credential-key-malformed',
      `the credential key is refused: ${cause.message}`,
      { cause },
    )
  }
}

function readExtensions(bytes: Uint8Array, offset: number): [ReadonlyMap<CborValue, CborValue>, number] {
  const { value, bytesRead } = decoded('extensions-malformed', 'extension data', bytes, { offset })
  if (value instanceof Map) return [value, offset + bytesRead]
  throw new AttestationError('extensions-malformed', 'extension data is not a map')
}

function decoded(
  code: 'credential-key-malformed' | 'extensions-malformed',
  what: string,
  ...input: Parameters<typeof decodeFirst>
): ReturnType<typeof decodeFirst> {
  try {
    return decodeFirst(...input)
  } catch (cause) {
    if (!CborError.is(cause)) throw cause
    throw new AttestationError(code, `${what} is not canonical CBOR: ${cause.message}`, { cause })
  }
}

function malformed(what: string): AttestationError {
  return new AttestationError('authenticator-data-malformed', `the authenticator data ${what}`)
}
