/**
 * What Android's key store must say of a key that is for WebAuthn.
 *
 * @see WebAuthn Level 3 §8.4
 */

import type { Procedure } from '../procedure.ts'
import type { AuthorizationList, KeyDescription } from './android-key-description.ts'

/** KM_ORIGIN_GENERATED, KM_PURPOSE_SIGN. */
const generated = 0
const sign = 2

export function checkAuthorizations(procedure: Procedure, description: KeyDescription): void {
  const { attestationSecurityLevel, softwareEnforced, hardwareEnforced } = description
  const require = (condition: boolean, message: string) =>
    procedure.require(condition, 'claim-refused', message)
  const both = [softwareEnforced, hardwareEnforced]
  procedure.step('the key is for one application')
  require(!both.some((list) => list.allApplications), 'every application may use the key')
  procedure.step('the key was generated in the device, and is for signing')
  const isSoftware = attestationSecurityLevel === 'software'
  const isTeeOnly = procedure.hasOption('android-key-tee-only')
  require(!isTeeOnly || !isSoftware, 'the description is by software, and android-key-tee-only is set')
  if (isSoftware) procedure.notes.push('android-key-software')
  const lists = isTeeOnly ? [hardwareEnforced] : both
  const isSilent = both.every(({ origin, purpose }) => origin === undefined && purpose === undefined)
  if (isSilent && procedure.hasOption('android-key-empty-authorizations')) {
    procedure.notes.push('android-key-empty-authorizations')
    return
  }
  require(holds(lists, 'origin', (origin) => origin === generated), 'the key was not generated in the device')
  require(holds(lists, 'purpose', (purpose) => purpose.includes(sign)), 'the key is not for signing')
}

/** One of the lists says it, and none says otherwise. */
function holds<Name extends 'origin' | 'purpose'>(
  lists: readonly AuthorizationList[],
  name: Name,
  isRight: (value: NonNullable<AuthorizationList[Name]>) => boolean,
): boolean {
  const said = lists.flatMap((list) => (list[name] === undefined ? [] : [list[name]]))
  return said.length > 0 && said.every((value) => isRight(value as NonNullable<AuthorizationList[Name]>))
}
