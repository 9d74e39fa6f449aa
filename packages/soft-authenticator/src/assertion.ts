import { concat, encodeBase64url, hash } from '@latchkey/octets'
import { writeAuthenticatorData } from './authenticator-data.ts'
import { type ClientDataMembers, writeClientData } from './client-data.ts'
import type { Credential } from './credential.ts'
import { type Json, through } from './faults/hooks.ts'
import type { FaultRow } from './faults/row.ts'
import type { AuthenticationResponseJSON } from './options-json.ts'

export type AssertionParts = {
  readonly credential: Credential
  readonly clientData: ClientDataMembers
  readonly flags: number
  readonly signCount: number
  readonly extensions: Uint8Array | undefined
  readonly faults: readonly FaultRow[]
  /** members of the JSON that no signature covers */
  readonly unsigned: Pick<AuthenticationResponseJSON, 'clientExtensionResults' | 'authenticatorAttachment'>
}

/** Makes the response, from the inside out; each step passes by the faults that have something to say there. */
export function makeAssertion(made: AssertionParts): AuthenticationResponseJSON {
  const { credential, extensions, faults, unsigned } = made
  const clientDataJSON = through(
    faults,
    'clientDataBytes',
    writeClientData(through(faults, 'clientData', made.clientData)),
  )
  const parts = through(faults, 'parts', {
    ...{ rpId: credential.rpId, flags: made.flags, signCount: made.signCount },
    ...(extensions && { extensions }),
  })
  const authenticatorData = through(faults, 'authenticatorData', writeAuthenticatorData(parts))
  const signed = through(faults, 'attested', {
    authenticatorData,
    clientDataHash: hash('sha-256', clientDataJSON),
    rpIdHash: authenticatorData.subarray(0, 32),
    credentialId: credential.id,
    credentialKey: credential.key,
  })
  const keys = { certified: credential.key, credential: credential.key }
  const signature = through(faults, 'signer', keys).certified.sign(
    concat(signed.authenticatorData, signed.clientDataHash),
  )
  const id = encodeBase64url(credential.id)
  const response: AuthenticationResponseJSON = {
    ...{ id, rawId: id, type: 'public-key' },
    ...(unsigned.authenticatorAttachment && { authenticatorAttachment: unsigned.authenticatorAttachment }),
    clientExtensionResults: unsigned.clientExtensionResults,
    response: {
      clientDataJSON: encodeBase64url(clientDataJSON),
      authenticatorData: encodeBase64url(authenticatorData),
      signature: encodeBase64url(through(faults, 'signature', signature)),
      ...(credential.discoverable && { userHandle: encodeBase64url(credential.userHandle) }),
    },
  }
  return through(faults, 'json', response as unknown as Json) as unknown as AuthenticationResponseJSON
}
