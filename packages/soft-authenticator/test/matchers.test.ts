import { describe, expect, it } from 'vitest'
import { AuthenticatorError } from '../src/authenticator-error.ts'
import type { Fault } from '../src/faults/faults.ts'
import { assertAnswersFault, matchers } from '../src/matchers.ts'

expect.extend(matchers)
const check = (verification: Promise<unknown>) =>
  expect(verification) as unknown as Record<
    'toAnswerFault' | 'toRefuseFault',
    (fault: Fault) => Promise<void>
  > & {
    not: Record<'toAnswerFault', (fault: Fault) => Promise<void>>
  }

const refusal = (step: string, code: string) => Promise.reject(Object.assign(new Error('no'), { step, code }))
const right = () => refusal('R8', 'challenge-mismatch')
const other = () => refusal('R9', 'origin-unexpected')
const fault = 'registration-challenge-other'

async function codeOf(made: Promise<unknown>): Promise<unknown> {
  try {
    await made
    return undefined
  } catch (error) {
    return AuthenticatorError.is(error) ? error.code : error
  }
}

describe('assertAnswersFault', () => {
  it.each([
    ['the right step and code', right, undefined],
    ['another step', other, 'fault-not-answered'],
    ['an error without a step', () => Promise.reject(new Error('no')), 'fault-not-answered'],
    ['a rejection that is nothing', () => Promise.reject(undefined), 'fault-not-answered'],
    ['a yes', () => Promise.resolve({ verified: true }), 'fault-not-answered'],
  ])('%s', async (_, made, code) => {
    expect(await codeOf(assertAnswersFault(made(), fault))).toBe(code)
  })

  it('is content with a refusal where that is all a library gives', async () => {
    expect(
      await codeOf(assertAnswersFault(Promise.reject(new Error('no')), fault, 'refusal')),
    ).toBeUndefined()
    expect(await codeOf(assertAnswersFault(Promise.resolve(), fault, 'refusal'))).toBe('fault-not-answered')
  })

  it('knows its faults', async () => {
    expect(await codeOf(assertAnswersFault(right(), 'no-such-fault' as Fault))).toBe('unknown-fault')
  })
})

describe('in expect', () => {
  it('passes and fails', async () => {
    await check(right()).toAnswerFault(fault)
    await check(other()).not.toAnswerFault(fault)
    await check(other()).toRefuseFault(fault)
    await expect(check(Promise.resolve()).toRefuseFault(fault)).rejects.toThrow(/was accepted/)
    await expect(check(other()).toAnswerFault(fault)).rejects.toThrow(/wanted R8 challenge-mismatch/)
  })
})
