import { expect, it } from 'vitest'
import { CoseError } from '../src/cose-error.ts'

it('a CoseError says what, where and why', () => {
  const cause = { some: 'cause' }
  const error = new CoseError('malformed', 'a sentence for a person', 'x', cause)
  expect(error).toMatchObject({
    name: 'CoseError',
    code: 'malformed',
    message: 'a sentence for a person',
    path: 'x',
  })
  expect(error.cause).toBe(cause)
  const bare = new CoseError('weak-rsa', 'another sentence')
  expect(bare.path).toBeUndefined()
  expect('cause' in bare).toBe(false)
})

it('is known by its brand, also that of another installed version', () => {
  const error = new CoseError('malformed', 'a sentence')
  expect(CoseError.is(error)).toBe(true)
  expect(
    CoseError.is(Object.assign(new Error('x'), { [Symbol.for('@latchkey/cose-keys/CoseError')]: true })),
  ).toBe(true)
  for (const other of [new Error('x'), null, undefined, 'text', 5, {}])
    expect(CoseError.is(other)).toBe(false)
})
