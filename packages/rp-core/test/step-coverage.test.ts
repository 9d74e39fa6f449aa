import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { authenticationSteps } from '../src/specification/authentication-steps.ts'
import { registrationSteps } from '../src/specification/registration-steps.ts'

type Coverage = { readonly tests?: number; readonly cannotFail?: string }

/** Made by `pnpm pass-steps`. */
const file = new URL('../step-coverage.json', import.meta.url)
const coverage = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Coverage>>

it('knows every step, and of each a test that fails without it or why it cannot fail', () => {
  const steps = [...registrationSteps, ...authenticationSteps].map(({ id }) => id)
  expect(Object.keys(coverage)).toEqual(steps)
  for (const { tests, cannotFail } of Object.values(coverage)) {
    if (cannotFail === undefined) expect(tests).toBeGreaterThan(0)
    else expect(cannotFail).toMatch(/\w/)
  }
})
