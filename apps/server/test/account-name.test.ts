import { describe, expect, it } from 'vitest'
import { readAccountName, readLabel } from '../src/account-name.ts'
import { Problem } from '../src/problem.ts'

const same = (one: string, other: string) => readAccountName(one).folded === readAccountName(other).folded

describe('readAccountName', () => {
  it('keeps what was typed for the eye', () => {
    expect(readAccountName('  Ada Lovelace ').shown).toBe('Ada Lovelace')
  })

  it.each([
    ['Ada', 'ADA'],
    ['Ada', ' ada '],
    ['Zo\u00eb', 'ZOE\u0308'],
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ada', 'a\u200bda'],
    ['ada', 'ada\ufeff'],
  ])('takes %j and %j for one name', (one, other) => {
    expect(same(one, other)).toBe(true)
  })

  it.each([
    ['ada', 'ida'],
    ['ada', 'a da'],
    ['résumé', 'resume'],
  ])('takes %j and %j for two names', (one, other) => {
    expect(same(one, other)).toBe(false)
  })

  it('counts characters, not units: 64 pass, 65 do not', () => {
    expect(readAccountName('🔑'.repeat(64)).shown).toBe('🔑'.repeat(64))
    expect(() => readAccountName('🔑'.repeat(65))).toThrow(expect.toSatisfy(isInvalid))
    expect(() => readAccountName('x'.repeat(65))).toThrow(expect.toSatisfy(isInvalid))
  })

  it.each(['', '   ', '\u200b\u200d', 'a\u0000b', 'a\nb', 'a\u0085b', 'a\u2028b', 'a\u202eb', 'a\ud800b'])(
    'refuses %j',
    (text) => {
      expect(() => readAccountName(text)).toThrow(expect.toSatisfy(isInvalid))
    },
  )

  it('says where, and does not repeat what was typed', () => {
    try {
      readLabel('bad\u0007name', 'body/displayName')
      expect.unreachable()
    } catch (error) {
      const document = JSON.stringify(error)
      expect(document).toContain('body/displayName')
      expect(document).not.toMatch(/bad/)
    }
  })
})

function isInvalid(error: unknown): boolean {
  return Problem.is(error) && error.code === 'invalid-request'
}
