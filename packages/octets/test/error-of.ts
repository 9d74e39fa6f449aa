import { expect } from 'vitest'
import { OctetsError } from '../src/octets-error.ts'

/** The error of this package that a call ends with; nothing where it does not fail. Other errors fail the test. */
export function errorOf(call: () => unknown): OctetsError | undefined {
  try {
    call()
  } catch (error) {
    expect(error).toBeInstanceOf(OctetsError)
    return error as OctetsError
  }
  return undefined
}
