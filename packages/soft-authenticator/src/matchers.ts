/** What a test says of a relying party before which a fault was brought. */
import { AuthenticatorError } from './authenticator-error.ts'
import { type Fault, faults } from './faults/faults.ts'

/**
 * Waits for a verification that must fail, and looks at how it did.
 *
 * @param verification - what the relying party returned, or a promise of it
 * @param fault - what was wrong with the response
 * @param by - `step-and-code` where the error has `step` and `code`, as those of `@latchkey/rp-core` have; `refusal` for
 * any other library: then it is enough that it throws
 * @throws {@link AuthenticatorError} `fault-not-answered`, `unknown-fault`
 * @example
 * ```ts
 * import { assertAnswersFault } from '@latchkey/soft-authenticator/matchers'
 *
 * const refusal = Object.assign(new Error('no'), { step: 'R8', code: 'challenge-mismatch' })
 * await assertAnswersFault(Promise.reject(refusal), 'registration-challenge-other')
 * ```
 */
export async function assertAnswersFault(
  verification: unknown,
  fault: Fault,
  by: 'step-and-code' | 'refusal' = 'step-and-code',
): Promise<void> {
  const { pass, message } = await judge(verification, fault, by)
  if (!pass) throw new AuthenticatorError('fault-not-answered', message)
}

/**
 * For `expect.extend` of vitest and Jest: `await expect(verification).toAnswerFault('registration-challenge-other')`,
 * and `toRefuseFault` for any library.
 */
export const matchers = {
  async toAnswerFault(verification: unknown, fault: Fault) {
    const { pass, message } = await judge(verification, fault, 'step-and-code')
    return { pass, message: () => message }
  },
  async toRefuseFault(verification: unknown, fault: Fault) {
    const { pass, message } = await judge(verification, fault, 'refusal')
    return { pass, message: () => message }
  },
}

async function judge(verification: unknown, fault: Fault, by: 'step-and-code' | 'refusal') {
  let refusal: { readonly cause: unknown } | undefined
  try {
    await verification
  } catch (cause) {
    refusal = { cause }
  }
  const info = faults.find(({ name }) => name === fault)
  if (info === undefined) throw new AuthenticatorError('unknown-fault', `there is no fault ${String(fault)}`)
  if (refusal === undefined) return { pass: false, message: `${fault} was accepted. ${info.breaks}` }
  const { step, code } = (refusal.cause ?? {}) as { step?: unknown; code?: unknown }
  const pass = by === 'refusal' || (step === info.answer.step && code === info.answer.code)
  const answered = `${fault} was answered by ${String(step)} ${String(code)}`
  return { pass, message: pass ? answered : `${answered}, wanted ${info.answer.step} ${info.answer.code}` }
}
