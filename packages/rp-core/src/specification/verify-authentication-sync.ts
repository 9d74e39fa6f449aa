import { verifySignatureSync } from '@latchkey/cose-keys/node'
import { keyOptions, signatureRefusal, signedData } from './assertion-steps.ts'
import type { AuthenticationCeremony } from './authentication-ceremony.ts'
import { authenticationRows } from './authentication-steps.ts'
import { conductSync, type Outcome, type SyncRow } from './conduct.ts'
import { storedKey } from './stored-key.ts'
import {
  type AuthenticationInput,
  begin,
  conclude,
  type VerifiedAuthentication,
} from './verify-authentication.ts'

/** A21 alone waits, and has a twin that does not. */
const rows = /* @__PURE__ */ authenticationRows.map((row) =>
  row.id === 'A21' ? { ...row, judge: checkSignatureSync } : row,
) as readonly SyncRow<AuthenticationCeremony>[]

/**
 * Verifies an authentication as `verifyAuthentication` does, on the calling thread: for code that cannot wait, and for
 * servers that count microseconds. Backends handed in are asynchronous, and are not asked.
 *
 * @param input - as for `verifyAuthentication`
 * @returns the same
 * @throws CeremonyError, as `verifyAuthentication` does
 * @example
 * ```ts no-run
 * import type { AuthenticationInput } from '@latchkey/rp-core'
 * import { verifyAuthenticationSync } from '@latchkey/rp-core/node'
 *
 * declare const input: AuthenticationInput
 * const { credential } = verifyAuthenticationSync(input)
 * ```
 * @see WebAuthn Level 3 §7.2
 */
export function verifyAuthenticationSync(input: AuthenticationInput): VerifiedAuthentication {
  const ceremony = begin(input)
  return conclude(ceremony, conductSync(rows, ceremony))
}

function checkSignatureSync(ceremony: AuthenticationCeremony): Outcome {
  const key = storedKey(ceremony)
  if ('code' in key) return key
  try {
    verifySignatureSync(key, ceremony.response!.signature, signedData(ceremony), keyOptions(ceremony))
    return 'passed'
  } catch (cause) {
    return signatureRefusal(cause)
  }
}
