import type { TpmTypes } from '@latchkey/tpm-structs'
import type { AuthenticatorDataParts } from '../authenticator-data.ts'
import { AuthenticatorError } from '../authenticator-error.ts'
import type { CertificateFields, UnwrittenCertificate } from '../certificate.ts'
import type { Format } from '../formats.ts'
import type { CoseMembers, SigningKey } from '../signing-key.ts'
import type { KeyDescription } from '../statements/android-key.ts'
import type { SafetyNetParts } from '../statements/android-safetynet.ts'
import type { Attested } from '../statements/statement.ts'

/**
 * The places at which a response can be made otherwise than right, in the order in which it is made. What comes after a
 * place is made over what it has become: a fault before the signature is signed.
 */
export type Hooks = {
  /** which credentials the authenticator may answer with */
  allowed(ids: readonly string[]): readonly string[]
  /** members in the order in which they are written; a value may be of any type */
  clientData(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  clientDataBytes(bytes: Uint8Array): Uint8Array
  keyMembers(members: CoseMembers): CoseMembers
  keyBytes(bytes: Uint8Array): Uint8Array
  parts(parts: AuthenticatorDataParts): AuthenticatorDataParts
  authenticatorData(bytes: Uint8Array): Uint8Array
  /** what the statement or the signature is over, where that is not what is sent */
  attested(attested: Attested): Attested
  /** of which `compound` has statements */
  compoundFormats(formats: readonly Format[]): readonly Format[]
  /** the certificate of a statement's key */
  certificate(fields: CertificateFields): CertificateFields
  /** the certificates between that and the root, from the leaf upwards */
  authorities(certificates: readonly UnwrittenCertificate[]): readonly UnwrittenCertificate[]
  /** with what a statement is signed */
  signer(keys: { readonly certified: SigningKey; readonly credential: SigningKey }): {
    readonly certified: SigningKey
    readonly credential: SigningKey
  }
  /** from the leaf upwards */
  x5c(chain: readonly Uint8Array[]): readonly Uint8Array[]
  tpmPublicArea(area: TpmTypes['TPMT_PUBLIC']): TpmTypes['TPMT_PUBLIC']
  tpmPublicAreaBytes(bytes: Uint8Array): Uint8Array
  tpmCertInfo(info: TpmTypes['TPMS_ATTEST']): TpmTypes['TPMS_ATTEST']
  keyDescription(description: KeyDescription): KeyDescription
  safetyNet(parts: SafetyNetParts): SafetyNetParts
  /** the statements of `compound`, each with its `fmt` */
  compound(members: readonly ReadonlyMap<string, unknown>[]): unknown
  statement(members: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown>
  attestationObject(members: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown>
  attestationObjectBytes(bytes: Uint8Array): Uint8Array
  /** of an assertion */
  signature(signature: Uint8Array): Uint8Array
  json(response: Json): Json
}

/** A response as JSON, of which anything can be changed. */
export type Json = Record<string, unknown> & { response: Record<string, unknown> }

export type Hook = keyof Hooks

/**
 * Runs one place through all faults that have something to say there.
 *
 * @throws {@link AuthenticatorError} `impossible-fault`, where one of them finds nothing to change
 */
export function through<Name extends Hook>(
  faults: readonly { readonly name: string; readonly hooks: Partial<Hooks> }[],
  place: Name,
  value: Parameters<Hooks[Name]>[0],
): ReturnType<Hooks[Name]> {
  let current: unknown = value
  for (const { name, hooks } of faults) {
    const hook = hooks[place] as ((value: unknown) => unknown) | undefined
    if (hook === undefined) continue
    const changed = hook(current)
    if (isSame(current, changed)) {
      throw new AuthenticatorError('impossible-fault', `${name} changes nothing here`)
    }
    current = changed
  }
  return current as ReturnType<Hooks[Name]>
}

/** Alike to the last member; functions only where they are one. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a.constructor !== b.constructor) return false
  const [ofA, ofB] = [membersOf(a), membersOf(b)]
  return ofA.length === ofB.length && ofA.every((one, index) => isSame(one, ofB[index]))
}

/** The names of members are members of what this gives, so that they count, as their order does. */
function membersOf(value: object): readonly unknown[] {
  if (value instanceof Date) return [value.getTime()]
  return (value instanceof Map ? [...value] : Object.entries(value)).flat()
}
