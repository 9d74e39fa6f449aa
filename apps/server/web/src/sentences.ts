/** What the page says, in one place: a sentence for each outcome. */
import { explainError, PasskeyError } from '@latchkey/rp-browser'
import type { ProblemCode } from '../../src/problem.ts'
import { ApiProblem } from './api.ts'

/** `quiet` for what is under way or was not wanted, `good` for what worked, `problem` for what did not. */
type Tone = 'quiet' | 'good' | 'problem'

export type Message = { readonly tone: Tone; readonly text: string }

/** For each code of the server's refusals, and for no answer at all. */
export const problemSentences: Readonly<Record<ProblemCode | 'unreachable', string>> = {
  'malformed-json': 'The server could not read what this page sent. Reload the page and try again.',
  'invalid-request': 'The server cannot use that. A name has 1 to 64 characters, one of them visible.',
  'malformed-response':
    'The server could not read what this passkey answered. Try again, or use another passkey.',
  'body-too-large': 'That was too much for the server. Reload the page and try again.',
  'unsupported-media-type': 'The server could not read what this page sent. Reload the page and try again.',
  'method-not-allowed': 'This page and the server do not fit together. Reload the page and try again.',
  'not-found': 'That is not there any more. The list is up to date again.',
  'rate-limited': 'Too many attempts in a short time. Wait a minute, then try again.',
  'cross-site': 'The server only answers its own page. Open this page in a tab of its own and try again.',
  'name-taken': 'That name is taken. If it is yours, sign in; if not, choose another.',
  'not-signed-in': 'You are not signed in any more. Sign in again to go on.',
  'sign-in-again': 'Your last sign-in was a while ago. To make sure that this is you, sign in again first.',
  'last-passkey': 'This is the only passkey of your account. Add another before you delete it.',
  'ceremony-over': 'That took too long, or was done already. Please try once more.',
  'not-accepted':
    'This passkey was not accepted here. It may have been deleted. Use another passkey, or create a new one.',
  internal: 'Something went wrong on the server. Nothing is lost; try again in a moment.',
  'page-not-built': 'Something went wrong on the server. Nothing is lost; try again in a moment.',
  unreachable: 'The server does not answer. Check your connection and try again.',
}

/** What went well, or goes on. */
export const sentences = {
  nameMissing: 'Type a name first. You choose it; it is what your passkey will be called.',
  waiting: 'Waiting for your passkey. Your browser or device asks you now.',
  cancelled: 'Cancelled. Nothing has changed.',
  created: 'Your passkey is ready, and you are signed in.',
  added: 'The new passkey is ready to use.',
  signedIn: 'You are signed in.',
  signedInAgain: 'Thank you. Now you can go on.',
  signedInAsAnother: 'That passkey belongs to another account, and you are signed in to that one now.',
  signedOut: 'You are signed out.',
  accountDeleted:
    'Your account is gone, and all of its passkeys with it. You may remove them from your device, too.',
} as const

export const renamed = (name: string) => `The passkey is called “${name}” now.`

export const deleted = (name: string) => `“${name}” is deleted here. You may remove it from your device, too.`

/** What to say about a failure; undefined where another ceremony has taken over and speaks for itself. */
export function messageFor(error: unknown): Message | undefined {
  if (error instanceof ApiProblem) {
    return {
      tone: 'problem',
      text: isKnown(error.code) ? problemSentences[error.code] : problemSentences.internal,
    }
  }
  // The page's own fetch for a prepared ceremony failed: what the server said counts.
  if (PasskeyError.is(error) && error.code === 'options-unavailable') return messageFor(error.cause)
  const { code, message } = explainError(error)
  if (code === 'aborted') return undefined
  return code === 'cancelled'
    ? { tone: 'quiet', text: sentences.cancelled }
    : { tone: 'problem', text: message }
}

function isKnown(code: string): code is keyof typeof problemSentences {
  return Object.hasOwn(problemSentences, code)
}
