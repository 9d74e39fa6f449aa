import { equalBytes } from '@latchkey/simd-compare'
import { type Outcome, refuse } from './conduct.ts'
import { attested, type RegistrationCeremony } from './registration-ceremony.ts'

/** R27: the record of the new credential, of the signed bytes alone. */
export function makeRecord(ceremony: RegistrationCeremony): Outcome {
  const { authenticatorData } = ceremony.attestationObject!
  const { aaguid, credentialId, credentialPublicKey } = attested(ceremony.attestationObject!)
  const { flags, signCount } = authenticatorData
  const response = ceremony.response!
  if (!equalBytes(response.credentialId, credentialId)) {
    return refuse('credential-id-mismatch', 'rawId is not the attested credential ID')
  }
  ceremony.credential = {
    type: 'public-key',
    id: credentialId,
    publicKey: credentialPublicKey,
    signCount,
    transports: response.transports,
    uvInitialized: flags.uv,
    backupEligible: flags.be,
    backupState: flags.bs,
    rpId: ceremony.expected.rpId,
    attestationObject: response.attestationObject,
    attestationClientDataJSON: response.clientDataJSON,
    aaguid,
    // Where the client may create without a gesture, it must not verify: nothing is known.
    registeredWithUserVerification:
      ceremony.expected.mediation === 'conditional' && !flags.uv ? 'unknown' : flags.uv,
    version: 0,
  }
  return 'passed'
}
