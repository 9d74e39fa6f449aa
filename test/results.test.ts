import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clearResults, report } from '../scripts/results.mjs'

describe('report', () => {
  let root: string
  let lines: string[]
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'latchkey-results-'))
    for (const folder of ['packages/one', 'packages/two', 'apps/server', 'test'])
      mkdirSync(join(root, folder), { recursive: true })
    lines = []
    vi.spyOn(console, 'log').mockImplementation((text = '') => lines.push(...String(text).split('\n')))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(root, { recursive: true })
  })

  const leave = (folder: string, results: object) => {
    mkdirSync(join(root, folder, '.vitest'), { recursive: true })
    const whole = { passed: 0, failed: [], skipped: [], ...results }
    writeFileSync(join(root, folder, '.vitest/results.json'), JSON.stringify(whole))
  }
  const settle = (options = {}) => report(root, { red: [], requireAll: false, ...options })
  const browser = { name: 'a.test.ts > signs in', reason: 'needs a browser' }

  it('sums up all runs in its last line', () => {
    leave('packages/one', { passed: 3 })
    leave('apps/server', { passed: 4, skipped: [browser] })
    leave('test', { passed: 5 })
    expect(settle()).toBe(0)
    expect(lines.at(-1)).toBe('Tests: 12 passed, 0 failed, 1 skipped')
  })

  it('names what was skipped, with the reason, and fails for it where all is required', () => {
    leave('apps/server', { passed: 1, skipped: [browser] })
    expect(settle()).toBe(0)
    expect(lines).toEqual(
      expect.arrayContaining(['Skipped, 1 (needs a browser):', '  apps/server: a.test.ts > signs in']),
    )
    expect(settle({ requireAll: true })).toBe(1)
  })

  it('fails for a failed test, and names it', () => {
    leave('packages/one', { passed: 1, failed: ['a.test.ts > adds'] })
    expect(settle()).toBe(1)
    expect(lines).toContain('  packages/one: a.test.ts > adds')
    expect(lines.at(-1)).toBe('Tests: 1 passed, 1 failed, 0 skipped')
  })

  it('fails where a step failed though no test did, and where nothing ran', () => {
    expect(settle()).toBe(1)
    leave('packages/one', { passed: 1 })
    expect(settle()).toBe(0)
    expect(settle({ red: ['the build'] })).toBe(1)
  })

  it('forgets the results of earlier runs', () => {
    leave('packages/two', { passed: 1 })
    clearResults(root)
    expect(existsSync(join(root, 'packages/two/.vitest'))).toBe(false)
  })
})
