import { describe, expect, it } from 'vitest'
import { OctetsError } from '../src/octets-error.ts'

describe('OctetsError', () => {
  it('is an error with a name, a code and an offset', () => {
    const error = new OctetsError('bad-length', 'too long', 7)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'OctetsError', code: 'bad-length', message: 'too long', offset: 7 })
  })

  it('has no offset where there is none', () => {
    expect(new OctetsError('wrong-type', 'no text').offset).toBeUndefined()
  })

  it('is recognised by its brand, also from another installed version', async () => {
    const again = '../src/octets-error.ts?another-version'
    const other = (await import(/* @vite-ignore */ again)) as { OctetsError: typeof OctetsError }
    const error = new other.OctetsError('bad-length', 'too long')
    expect(error).not.toBeInstanceOf(OctetsError)
    expect(OctetsError.is(error)).toBe(true)
  })

  it.each([[new Error('bad-length')], [{ code: 'bad-length' }], [null], [undefined], ['bad-length']])(
    'does not take %o for one of its own',
    (value) => {
      expect(OctetsError.is(value)).toBe(false)
      expect(OctetsError.is(new OctetsError('bad-length', 'too long'))).toBe(true)
    },
  )

  it('keeps its brand out of logs', () => {
    expect(Object.keys(new OctetsError('bad-length', 'too long', 1)).sort()).toEqual([
      'code',
      'name',
      'offset',
    ])
  })
})
