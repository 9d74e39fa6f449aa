import { describe, expect, it } from 'vitest'
import { judge, judgeAll, refusedBy } from '../scripts/runtimes/judge.ts'

const passes = { name: 'passes', run() {} }
const breaks = {
  name: 'breaks',
  run() {
    throw new TypeError('no such thing')
  },
}
const refuses = {
  name: 'refuses',
  async run() {
    throw Object.assign(new Error('not here'), { code: 'unsupported-on-this-runtime' })
  },
}

describe('judge', () => {
  it('passes what does not throw', async () => {
    expect(await judge(passes, false)).toEqual({ name: 'passes', verdict: 'passed' })
  })

  it('fails what throws, with the reason', async () => {
    const reason = 'TypeError: no such thing'
    expect(await judge(breaks, false)).toEqual({ name: 'breaks', verdict: 'failed', reason })
    expect((await judge(refuses, false)).verdict).toBe('failed')
  })

  it('takes a refusal only where one is listed, and only by its code', async () => {
    expect(await judge(refuses, true)).toEqual({ name: 'refuses', verdict: 'refused' })
    expect((await judge(breaks, true)).verdict).toBe('failed')
  })

  it('fails a listed refusal that has become unnecessary', async () => {
    expect((await judge(passes, true)).verdict).toBe('failed')
  })
})

describe('judgeAll', () => {
  const portable = { cases: [passes, refuses], unsupported: { workerd: ['refuses'], 'node-20': ['passes'] } }

  it('runs every case, in order', async () => {
    expect(await judgeAll(portable, 'workerd-2026-08-04')).toEqual([
      { name: 'passes', verdict: 'passed' },
      { name: 'refuses', verdict: 'refused' },
    ])
  })

  it('reads the list by what is taken away from a runtime', () => {
    const without = { cases: [passes], unsupported: { jitless: ['passes'], node: ['refuses'] } }
    expect(refusedBy(without, 'node-20-jitless')).toEqual(['refuses', 'passes'])
    expect(refusedBy(without, 'node-20')).toEqual(['refuses'])
  })

  it('reads the list by runtime and by kind of runtime', () => {
    expect(refusedBy(portable, 'workerd-2026-08-03')).toEqual(['refuses'])
    expect(refusedBy(portable, 'node-20')).toEqual(['passes'])
    expect(refusedBy(portable, 'node-22')).toEqual([])
    expect(refusedBy({ cases: [] }, 'bun')).toEqual([])
  })
})
