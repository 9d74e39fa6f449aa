import type { TpmTypes } from '@latchkey/tpm-structs'
import type { AuthenticatorDataParts } from '../authenticator-data.ts'
import type { CertificateFields } from '../certificate.ts'
import type { CoseMembers } from '../signing-key.ts'
import type { KeyDescription } from '../statements/android-key.ts'
import type { SafetyNetParts } from '../statements/android-safetynet.ts'
import type { Attested } from '../statements/statement.ts'

/**
 * The places at which a response can be made otherwise than right, in the order in which it is made. What comes after a
 * place is made over what it has become: a fault before the signature is signed.
 */
export type Hooks = {
  /** members in the order in which they are written; a value may be of any type */
  clientData(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  clientDataBytes(bytes: Uint8Array): Uint8Array
  keyMembers(members: CoseMembers): CoseMembers
  keyBytes(bytes: Uint8Array): Uint8Array
  parts(parts: AuthenticatorDataParts): AuthenticatorDataParts
  authenticatorData(bytes: Uint8Array): Uint8Array
  /** what the statement or the signature is over, where that is not what is sent */
  attested(attested: Attested): Attested
  /** the certificate of a statement's key */
  certificate(fields: CertificateFields): CertificateFields
  /** from the leaf upwards */
  x5c(chain: readonly Uint8Array[]): readonly Uint8Array[]
  tpmPublicArea(area: TpmTypes['TPMT_PUBLIC']): TpmTypes['TPMT_PUBLIC']
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

/** Runs one place through all faults that have something to say there. */
export function through<Name extends Hook>(
  faults: readonly { readonly hooks: Partial<Hooks> }[],
  name: Name,
  value: Parameters<Hooks[Name]>[0],
): ReturnType<Hooks[Name]> {
  let current: unknown = value
  for (const { hooks } of faults) {
    const hook = hooks[name] as ((value: unknown) => unknown) | undefined
    if (hook !== undefined) current = hook(current)
  }
  return current as ReturnType<Hooks[Name]>
}
