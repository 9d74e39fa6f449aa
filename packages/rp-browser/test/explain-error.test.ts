import { describe, expect, it } from 'vitest'
import { explainError } from '../src/explain-error.ts'
import { PasskeyError } from '../src/passkey-error.ts'
import { sentences } from '../src/sentences.ts'

describe('explainError', () => {
  it.each([
    ['NotAllowedError', 'The operation either timed out or was not allowed.', 'cancelled'],
    ['NotAllowedError', 'User gesture is not detected.', 'no-gesture'],
    ['NotAllowedError', 'A user activation is needed.', 'no-gesture'],
    ['NotAllowedError', 'The document is not focused.', 'no-gesture'],
    [
      'NotAllowedError',
      'Permissions Policy may be used to delegate Web Authentication.',
      'blocked-by-policy',
    ],
    ['NotAllowedError', 'The origin of the document is not the same as its ancestors.', 'blocked-by-policy'],
    ['NotAllowedError', 'WebAuthn is not supported on sites with TLS certificate errors.', 'not-supported'],
    ['AbortError', '', 'aborted'],
    ['InvalidStateError', '', 'already-registered'],
    ['ConstraintError', '', 'no-suitable-authenticator'],
    ['NotSupportedError', '', 'no-suitable-authenticator'],
    ['SecurityError', 'This is an invalid domain.', 'wrong-rp-id'],
    ['EncodingError', '', 'invalid-options'],
    ['UnknownError', '', 'unknown'],
  ])('%s "%s" is %s', (name, message, code) => {
    const raw = new DOMException(message, name)
    expect(explainError(raw)).toEqual({ code, message: sentences[code as keyof typeof sentences] })
  })

  it.each([
    [new TypeError('x'), 'invalid-options'],
    [new RangeError('x'), 'unknown'],
    ['text', 'unknown'],
    [undefined, 'unknown'],
    [null, 'unknown'],
    [Object.create(null), 'unknown'],
    [{ code: 'cancelled' }, 'unknown'],
  ])('takes whatever was thrown: %s', (error, code) => {
    expect(explainError(error).code).toBe(code)
  })

  it('keeps the code of an error of this package', () => {
    expect(explainError(new PasskeyError('timed-out')).code).toBe('timed-out')
  })

  it('speaks other languages', () => {
    const german = { ...sentences, cancelled: 'Abgebrochen.' }
    expect(explainError(new PasskeyError('cancelled'), german).message).toBe('Abgebrochen.')
  })

  it('has a sentence for a code of a later version', () => {
    const later = Object.assign(new PasskeyError('unknown'), { code: 'of-a-later-version' })
    expect(explainError(later).message).toBe(sentences.unknown)
  })
})

describe('sentences', () => {
  it('are sentences, each of its own', () => {
    const all = Object.values(sentences)
    expect(new Set(all).size).toBe(all.length)
    for (const sentence of all) expect(sentence).toMatch(/^[A-Z].*\.$/)
  })
})
