/**
 * Names of accounts and passkeys: what a person may call something, and when two names are the same.
 *
 * @see Unicode Standard Annex #15 (normalisation), The Unicode Standard §5.18 (case folding)
 */
import { Problem } from './problem.ts'

export type AccountName = {
  /** As typed, for the eye. */
  readonly shown: string
  /** Equal for names that nobody could tell apart by reading them: unique over all accounts. */
  readonly folded: string
}

const longest = 64

/**
 * Reads the name of an account.
 *
 * @param text - 1 to 64 characters after normalisation, white space around them not counted
 * @throws {@link Problem} `invalid-request`
 */
export function readAccountName(text: string, at = 'body/name'): AccountName {
  const shown = readLabel(text, at)
  const folded = fold(shown)
  if (folded === '') throw refused(at, 'must have a visible character')
  return { shown, folded }
}

/**
 * Reads a text that stands for something on a page, like a display name or the name of a passkey.
 *
 * @param text - 1 to 64 characters after normalisation, white space around them not counted
 * @throws {@link Problem} `invalid-request`
 */
export function readLabel(text: string, at = 'body/name'): string {
  // Control characters, halves of surrogate pairs, line ends, and what turns the direction of the text around it.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text)) {
    throw refused(at, 'must not have control characters')
  }
  const shown = text.normalize('NFC').trim()
  const length = [...shown].length
  if (length < 1 || length > longest) throw refused(at, `must have 1 to ${longest} characters`)
  return shown
}

/** Upper case first, so that ß and SS, or σ and ς, become one; invisible characters do not make another name. */
function fold(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC')
    .trim()
}

function refused(at: string, expected: string): Problem {
  return new Problem('invalid-request', [{ at, expected }])
}
