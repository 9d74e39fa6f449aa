import { concat } from '@latchkey/octets'
import type { Extension } from '../certificate.ts'
import { context, enumerated, integer, octetString, sequence, set } from '../der-values.ts'
import type { Attested, Statement } from './statement.ts'

export type Authorizations = {
  /** KM_PURPOSE_SIGN is 2 */
  readonly purpose?: readonly number[]
  readonly allApplications?: boolean
  /** KM_ORIGIN_GENERATED is 0 */
  readonly origin?: number
}

export type KeyDescription = {
  readonly attestationVersion: number
  /** 0 software, 1 trusted environment, 2 strong box */
  readonly securityLevel: number
  readonly attestationChallenge: Uint8Array
  readonly softwareEnforced: Authorizations
  readonly teeEnforced: Authorizations
}

/** @see Android "Key and ID attestation", "Schema" */
export function keyDescription(description: KeyDescription): Extension {
  const { attestationVersion, securityLevel, attestationChallenge, softwareEnforced, teeEnforced } =
    description
  return {
    oid: '1.3.6.1.4.1.11129.2.1.17',
    value: sequence(
      integer(attestationVersion),
      enumerated(securityLevel),
      integer(0),
      enumerated(securityLevel),
      octetString(attestationChallenge),
      octetString(),
      authorizations(softwareEnforced),
      authorizations(teeEnforced),
    ),
  }
}

/** @see WebAuthn Level 3 §8.4 */
export function androidKey(
  { authenticatorData, clientDataHash, credentialKey }: Attested,
  x5c: readonly Uint8Array[],
): Statement {
  return new Map<string, unknown>([
    ['alg', credentialKey.algorithm],
    ['sig', credentialKey.sign(concat(authenticatorData, clientDataHash))],
    ['x5c', x5c],
  ])
}

function authorizations({ purpose, allApplications = false, origin }: Authorizations): Uint8Array {
  const nothing = Uint8Array.of(5, 0)
  return sequence(
    ...(purpose ? [context(1, set(...purpose.map(integer)))] : []),
    ...(allApplications ? [longContext(600, nothing)] : []),
    ...(origin === undefined ? [] : [longContext(702, integer(origin))]),
  )
}

/** A tag from 128 to 16383 has two bytes of number. */
function longContext(tag: number, content: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0xbf, 0x80 | (tag >> 7), tag & 0x7f, content.length), content)
}
