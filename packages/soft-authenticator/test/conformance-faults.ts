/** Faults that provoke the negative cases of the conformance tests, or why no client or authenticator can. */
import type { Fault } from '../src/faults/faults.ts'
import { conformanceAuthenticationFaults } from './conformance-authentication-faults.ts'
import { conformanceRegistrationFaults } from './conformance-registration-faults.ts'

export const conformanceFaults: Readonly<Record<string, readonly Fault[] | string>> = {
  ...conformanceRegistrationFaults,
  ...conformanceAuthenticationFaults,
}
