import { encodeBase64url, hash } from '@latchkey/octets'
import { type AttestationContext, attest } from './attestation.ts'
import { writeAttestationObject } from './attestation-object.ts'
import { writeAuthenticatorData } from './authenticator-data.ts'
import { type ClientDataMembers, writeClientData } from './client-data.ts'
import type { Credential } from './credential.ts'
import { type Json, through } from './faults/hooks.ts'
import type { Format } from './formats.ts'
import type { RegistrationResponseJSON } from './options-json.ts'
import { encodeCoseKey, spkiOf } from './signing-key.ts'

export type RegistrationParts = {
  readonly credential: Credential
  readonly clientData: ClientDataMembers
  readonly flags: number
  readonly signCount: number
  readonly extensions: Uint8Array | undefined
  readonly format: Format
  readonly attestation: AttestationContext
  /** members of the JSON that no signature covers */
  readonly unsigned: Pick<RegistrationResponseJSON, 'clientExtensionResults' | 'authenticatorAttachment'> & {
    readonly transports: readonly string[]
  }
}

/** Makes the response, from the inside out; each step passes by the faults that have something to say there. */
export function makeRegistration(made: RegistrationParts): RegistrationResponseJSON {
  const { credential, attestation, extensions, unsigned } = made
  const { faults } = attestation
  const clientDataJSON = through(
    faults,
    'clientDataBytes',
    writeClientData(through(faults, 'clientData', made.clientData)),
  )
  const keyMembers = through(faults, 'keyMembers', credential.key.members)
  const publicKey = through(faults, 'keyBytes', encodeCoseKey(keyMembers))
  const parts = through(faults, 'parts', {
    ...{ rpId: credential.rpId, flags: made.flags, signCount: made.signCount },
    attested: { aaguid: attestation.aaguid, id: credential.id, publicKey },
    ...(extensions && { extensions }),
  })
  const authenticatorData = through(faults, 'authenticatorData', writeAuthenticatorData(parts))
  const attested = through(faults, 'attested', {
    authenticatorData,
    clientDataHash: hash('sha-256', clientDataJSON),
    rpIdHash: authenticatorData.subarray(0, 32),
    credentialId: parts.attested?.id ?? credential.id,
    credentialKey: credential.key,
  })
  const { fmt, attStmt } = attest(made.format, attested, attestation)
  const members = through(
    faults,
    'attestationObject',
    new Map<string, unknown>([
      ['fmt', fmt],
      ['attStmt', attStmt],
      ['authData', authenticatorData],
    ]),
  )
  const attestationObject = through(faults, 'attestationObjectBytes', writeAttestationObject(members))
  const id = encodeBase64url(parts.attested?.id ?? credential.id)
  const response: RegistrationResponseJSON = {
    ...{ id, rawId: id, type: 'public-key' },
    ...(unsigned.authenticatorAttachment && { authenticatorAttachment: unsigned.authenticatorAttachment }),
    clientExtensionResults: unsigned.clientExtensionResults,
    response: {
      clientDataJSON: encodeBase64url(clientDataJSON),
      attestationObject: encodeBase64url(attestationObject),
      authenticatorData: encodeBase64url(authenticatorData),
      publicKey: encodeBase64url(spkiOf(credential.key)),
      publicKeyAlgorithm: credential.key.algorithm,
      transports: [...unsigned.transports],
    },
  }
  return through(faults, 'json', response as unknown as Json) as unknown as RegistrationResponseJSON
}
