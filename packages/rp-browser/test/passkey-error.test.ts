import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PasskeyError } from '../src/passkey-error.ts'

describe('PasskeyError', () => {
  it('has code, sentence and cause', () => {
    const cause = new DOMException('no', 'NotAllowedError')
    const error = new PasskeyError('cancelled', cause)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'PasskeyError', code: 'cancelled', cause })
    expect(error.message).toMatch(/cancelled/i)
  })

  it('is known by its brand, whichever copy of the package it comes from', () => {
    const ofAnotherCopy = Object.defineProperty(
      new Error('x'),
      Symbol.for('@latchkey/rp-browser/PasskeyError'),
      {},
    )
    expect(PasskeyError.is(new PasskeyError('unknown'))).toBe(true)
    expect(PasskeyError.is(ofAnotherCopy)).toBe(true)
  })

  it.each([[new Error('x')], [{ code: 'cancelled' }], ['text'], [null], [undefined]])(
    'is not %s',
    (value) => {
      expect(PasskeyError.is(value)).toBe(false)
    },
  )

  it('shows no more than name and code among its own members', () => {
    expect(JSON.parse(JSON.stringify(new PasskeyError('unknown', 'cause')))).toEqual({
      name: 'PasskeyError',
      code: 'unknown',
    })
    expect(inspect(new PasskeyError('unknown'))).toContain('unknown')
  })
})
