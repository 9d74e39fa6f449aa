import { expect } from 'vitest'
import { SimdError } from '../src/simd-error.ts'

/** The error of this package that a call ends with, or nothing. Other errors fail the test. */
export function errorOf(call: () => unknown): SimdError | undefined {
  try {
    call()
  } catch (error) {
    expect(error).toBeInstanceOf(SimdError)
    return error as SimdError
  }
  return undefined
}
