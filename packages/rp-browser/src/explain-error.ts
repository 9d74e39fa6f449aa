import { errorCode } from './error-code.ts'
import { PasskeyError, type PasskeyErrorCode } from './passkey-error.ts'
import { type Sentences, sentences } from './sentences.ts'

/**
 * Says what went wrong: a code for the program and a sentence that tells the person what to do.
 *
 * @param error - a {@link PasskeyError}, or what the browser threw in a call that this package did not make
 * @param language - the sentences to choose from, by code; English unless given
 * @returns the code, and the sentence for it; `unknown` for what is neither
 * @example
 * ```ts
 * import { explainError } from '@latchkey/rp-browser'
 *
 * explainError(new DOMException('', 'NotAllowedError')).code // 'cancelled'
 * ```
 * @see WebAuthn Level 3 §5.1.3, §5.1.4 (what the browser throws)
 */
export function explainError(
  error: unknown,
  language: Sentences = sentences,
): { code: PasskeyErrorCode; message: string } {
  const code = PasskeyError.is(error) ? error.code : errorCode(error)
  return { code, message: language[code] ?? language.unknown }
}
