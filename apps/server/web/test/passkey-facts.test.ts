import { describe, expect, it } from 'vitest'
import { created, lastUsed, place } from '../src/passkey-facts.ts'
import { passkey } from './fakes.ts'

const now = new Date('2026-03-10T18:00:00')
const usedAt = (date: Date) => lastUsed({ ...passkey, lastUsedAt: date.toISOString() }, now)?.text
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

describe('the facts of a passkey', () => {
  it('name the day when it was created', () => {
    expect(created(passkey)).toEqual({ text: 'Created January 2, 2026', iso: passkey.createdAt })
  })

  it.each([
    [0, 'Last used just now'],
    [1, 'Last used just now'],
    [2, 'Last used 2 minutes ago'],
    [59, 'Last used 59 minutes ago'],
    [60, 'Last used today'],
    [24 * 60, 'Last used March 9, 2026'],
  ])('say how long ago it was used: %s minutes', (minutes, text) => {
    expect(usedAt(minutesAgo(minutes))).toBe(text)
  })

  it('say nothing of a use that has not been', () => {
    expect(lastUsed(passkey, now)).toBeUndefined()
  })

  it('say where it lives', () => {
    expect(place(passkey)).toBe('On this device only')
    expect(place({ ...passkey, backedUp: true })).toBe('Synced')
  })
})
