/** Extension outputs of an assertion. */
import type { AuthenticationCeremony } from './authentication-ceremony.ts'
import type { Outcome } from './conduct.ts'
import {
  isBase64url,
  isBoolean,
  isMaybe,
  isMembers,
  isPrfResults,
  isSecret,
  isUserVerificationMethods,
  judgeExtensions,
  type OutputTable,
} from './extension-outputs.ts'

const isBytes = (output: unknown) => output instanceof Uint8Array

const table: OutputTable = {
  client: {
    appid: isBoolean,
    hmacGetSecret: (output) =>
      isMembers(output) && isSecret(output.output1) && isMaybe(output.output2, isSecret),
    largeBlob: (output) =>
      isMembers(output) && isMaybe(output.blob, isBase64url) && isMaybe(output.written, isBoolean),
    prf: (output) => isMembers(output) && isMaybe(output.results, isPrfResults),
    uvm: isUserVerificationMethods,
  },
  authenticator: {
    'hmac-secret': [isBytes, 'prf', 'hmacGetSecret'],
    credBlob: [isBytes, 'getCredBlob'],
    uvm: [isUserVerificationMethods, 'uvm'],
  },
}

/** A23: of U2F, `appid` is asked for by being expected. */
export function judgeAuthenticationExtensions(ceremony: AuthenticationCeremony): Outcome {
  const { response, authenticatorData, expected } = ceremony
  const asked =
    expected.appId === undefined
      ? expected
      : { ...expected, extensions: { ...expected.extensions, appid: expected.appId } }
  return judgeExtensions(table, ceremony, response!.clientExtensionResults, authenticatorData!, asked)
}
