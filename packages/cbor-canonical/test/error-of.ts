import { expect } from 'vitest'
import { CborError } from '../src/cbor-error.ts'

/** The error of this package that a call ends with; nothing where it does not fail. Other errors fail the test. */
export function errorOf(call: () => unknown): CborError | undefined {
  try {
    call()
  } catch (error) {
    expect(error).toBeInstanceOf(CborError)
    return error as CborError
  }
  return undefined
}

/** Code, offset and path of the error that a call ends with. */
export function refusal(call: () => unknown): readonly unknown[] | undefined {
  const error = errorOf(call)
  return error && [error.code, error.offset, error.path]
}
