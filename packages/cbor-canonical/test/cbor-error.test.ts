import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { CborError } from '../src/cbor-error.ts'

it('says what, and where', () => {
  const error = new CborError('truncated', 'the end came too early', 3, ['a', 0])
  expect(error).toBeInstanceOf(Error)
  expect([error.name, error.message, error.code, error.offset, error.path]).toEqual([
    'CborError',
    'the end came too early',
    'truncated',
    3,
    ['a', 0],
  ])
  expect([new CborError('cycle', '').offset, new CborError('cycle', '').path]).toEqual([-1, []])
})

it('is known by its brand, also from another installed version', () => {
  const foreign = { [Symbol.for('@latchkey/cbor-canonical/CborError')]: true }
  expect(CborError.is(new CborError('cycle', ''))).toBe(true)
  expect(CborError.is(foreign)).toBe(true)
  for (const other of [new Error(''), {}, undefined, null, 'cycle', 5])
    expect(CborError.is(other)).toBe(false)
})

it('shows no brand', () => {
  expect(inspect(new CborError('cycle', ''))).not.toContain('@latchkey')
})
