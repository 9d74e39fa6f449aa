/** What both halves of options have in common, and the check of what a caller asks for. */
import { encodeBase64url } from '@latchkey/octets'
import type { CredentialRecord } from '../specification/credential-record.ts'
import type { AuthenticatorSelection, DescriptorJSON, Hint } from './options-json.ts'
import { configurationError } from './relying-party-config.ts'
import {
  type UserVerificationGroup,
  type UserVerificationStrategy,
  userVerificationStrategies,
} from './user-verification.ts'

/** What either start may be given. */
export type StartInput = {
  /** the pre-login cookie's value: only the session that begins a ceremony can finish it */
  session: string
  hints?: readonly Hint[]
  /** inputs in their JSON form; what comes back is held against them */
  extensions?: Readonly<Record<string, unknown>>
  /** how long the ceremony may take; the policy's unless said */
  timeoutMilliseconds?: number
}

type Asked = StartInput & {
  userHandle?: Uint8Array
  decoyFor?: string
  mediation?: 'conditional'
  authenticatorSelection?: AuthenticatorSelection
  userVerification?: UserVerificationStrategy
  group?: UserVerificationGroup
}

const attachments = ['platform', 'cross-platform']
const residentKeys = ['discouraged', 'preferred', 'required']
const registrationVerifications = ['required', 'discouraged']
const groups = ['verified', 'unverified']
const hintWords = ['security-key', 'client-device', 'hybrid']

/**
 * Refuses words that browsers would pass over in silence: a misspelt policy is none. TypeScript sees most of it; values
 * that come from elsewhere it does not.
 */
export function checkStart(asked: Asked): void {
  const { session, hints = [], extensions = {}, timeoutMilliseconds: timeout, mediation } = asked
  const { userHandle, decoyFor, authenticatorSelection: selection = {} } = asked
  if (!isMembers(selection)) throw wrong('authenticatorSelection', 'an object')
  const { authenticatorAttachment, residentKey, userVerification } = selection
  if (typeof session !== 'string' || session === '') throw wrong('session', 'text that is not empty')
  checkWord('authenticatorAttachment', authenticatorAttachment, attachments)
  checkWord('residentKey', residentKey, residentKeys)
  checkWord('authenticatorSelection.userVerification', userVerification, registrationVerifications)
  checkWord('userVerification', asked.userVerification, userVerificationStrategies)
  checkWord('group', asked.group, groups)
  checkWord('mediation', mediation, ['conditional'])
  if (!Array.isArray(hints)) throw wrong('hints', 'a list')
  for (const hint of hints) checkWord('a hint', hint ?? '', hintWords)
  if (!isMembers(extensions)) throw wrong('extensions', 'an object')
  if (decoyFor !== undefined && typeof decoyFor !== 'string') throw wrong('decoyFor', 'text')
  if (userHandle !== undefined && !isUserHandle(userHandle)) throw wrong('userHandle', '1 to 64 bytes')
  if (timeout !== undefined && !isTimeout(timeout))
    throw wrong('timeoutMilliseconds', 'a whole number from 1 to 4,294,967,295')
  if (mediation === 'conditional' && userVerification === 'required') {
    throw wrong(
      'userVerification',
      'left out where mediation is conditional: the client must not verify then',
    )
  }
}

export function isUserHandle(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= 1 && value.length <= 64
}

/** Options have 32 bits for it. */
export function isTimeout(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 32
}

export function descriptor({ id, transports }: Pick<CredentialRecord, 'id' | 'transports'>): DescriptorJSON {
  return { type: 'public-key', id: encodeBase64url(id), transports: [...transports] }
}

function isMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkWord(name: string, value: unknown, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value as string)) throw wrong(name, words.join(', '))
}

function wrong(name: string, wanted: string) {
  return configurationError('configuration-options', `${name} must be ${wanted}`)
}
