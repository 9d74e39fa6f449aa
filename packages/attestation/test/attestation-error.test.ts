import { describe, expect, it } from 'vitest'
import { AttestationError } from '../src/attestation-error.ts'

describe('AttestationError', () => {
  it('has what it is given, and nothing else', () => {
    const cause = new Error('why')
    const error = new AttestationError('not-trusted', 'words', { fmt: 'tpm', step: 'trust', cause })
    expect(error).toMatchObject({
      name: 'AttestationError',
      code: 'not-trusted',
      message: 'words',
      fmt: 'tpm',
    })
    expect(error).toMatchObject({ step: 'trust', cause })
    const bare = new AttestationError('policy-malformed', 'words')
    expect(bare.fmt).toBe('')
    expect('step' in bare || 'cause' in bare).toBe(false)
    expect(Object.keys(bare).sort()).toEqual(['code', 'fmt', 'name'])
  })

  it('is known by its brand, also that of another version', () => {
    const brand = Symbol.for('@latchkey/attestation/AttestationError')
    expect(AttestationError.is(new AttestationError('not-trusted', ''))).toBe(true)
    expect((new AttestationError('not-trusted', '') as unknown as Record<symbol, unknown>)[brand]).toBe(true)
    expect(AttestationError.is({ [brand]: true })).toBe(true)
    for (const other of [undefined, null, 'text', 1, {}, new Error('x'), () => {}]) {
      expect(AttestationError.is(other)).toBe(false)
    }
  })
})
