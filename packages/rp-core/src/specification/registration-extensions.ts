/** Extension outputs of a creation. */
import { type Outcome, refuse } from './conduct.ts'
import {
  isBoolean,
  isMaybe,
  isMembers,
  isPrfResults,
  isUserVerificationMethods,
  judgeExtensions,
  type OutputTable,
} from './extension-outputs.ts'
import type { CredentialProtectionPolicy } from './extensions.ts'
import type { RegistrationCeremony } from './registration-ceremony.ts'

const table: OutputTable = {
  client: {
    appidExclude: isBoolean,
    credProps: (output) => isMembers(output) && isMaybe(output.rk, isBoolean),
    hmacCreateSecret: isBoolean,
    largeBlob: (output) => isMembers(output) && isMaybe(output.supported, isBoolean),
    prf: (output) =>
      isMembers(output) &&
      isMaybe(output.enabled, isBoolean) &&
      isMaybe(output.results, (results) => output.enabled === true && isPrfResults(results)),
    uvm: isUserVerificationMethods,
  },
  authenticator: {
    'hmac-secret': [isBoolean, 'prf', 'hmacCreateSecret'],
    credProtect: [(output) => output === 1 || output === 2 || output === 3, 'credentialProtectionPolicy'],
    minPinLength: [(output) => Number.isInteger(output) && (output as number) >= 4, 'minPinLength'],
    credBlob: [isBoolean, 'credBlob'],
    uvm: [isUserVerificationMethods, 'uvm'],
  },
}

/** R28. */
export function judgeRegistrationExtensions(ceremony: RegistrationCeremony): Outcome {
  const { response, attestationObject, expected } = ceremony
  const { authenticatorData } = attestationObject!
  const { clientExtensionResults } = response!
  const outcome = judgeExtensions(table, ceremony, clientExtensionResults, authenticatorData, expected)
  if (typeof outcome !== 'string' || isProtected(ceremony)) return outcome
  return refuse('extension-output-refused', 'the credential is protected less than was asked for')
}

const policies: readonly unknown[] = [
  'userVerificationOptional',
  'userVerificationOptionalWithCredentialIDList',
  'userVerificationRequired',
] satisfies CredentialProtectionPolicy[]

/** Where a policy is enforced, an authenticator that knows nothing of it would have been refused by the client. */
function isProtected({ attestationObject, expected }: RegistrationCeremony): boolean {
  const { credentialProtectionPolicy, enforceCredentialProtectionPolicy } = expected.extensions ?? {}
  const wanted = policies.indexOf(credentialProtectionPolicy) + 1
  if (enforceCredentialProtectionPolicy !== true || wanted < 2) return true
  return (attestationObject!.authenticatorData.extensions?.get('credProtect') as number) >= wanted
}
