import { expect, it } from 'vitest'
import { TpmError } from '../src/tpm-error.ts'

it('a TpmError says what, where and why', () => {
  const cause = { some: 'cause' }
  const error = new TpmError('truncated', 'a sentence for a person', 7, 'attested.pcrSelect[0]', cause)
  expect(error).toMatchObject({
    ...{ name: 'TpmError', code: 'truncated', message: 'a sentence for a person' },
    ...{ offset: 7, path: 'attested.pcrSelect[0]' },
  })
  expect(error.cause).toBe(cause)
  const bare = new TpmError('unknown-type', 'another sentence')
  expect([bare.offset, bare.path, 'cause' in bare]).toEqual([0, '', false])
})

it('is known by its brand, also that of another installed version', () => {
  expect(TpmError.is(new TpmError('truncated', 'a sentence'))).toBe(true)
  const brand = Symbol.for('@latchkey/tpm-structs/TpmError')
  expect(TpmError.is(Object.assign(new Error('x'), { [brand]: true }))).toBe(true)
  for (const other of [new Error('x'), null, undefined, 'text', 5, {}]) expect(TpmError.is(other)).toBe(false)
})
