import { decodeHex } from '@latchkey/octets'
import { expect } from 'vitest'
import { TpmError } from '../src/tpm-error.ts'

export const fromHex = (hex: string) => decodeHex(hex.replaceAll(' ', ''))

/** Code, offset and path of the TpmError that a call ends with; other errors fail the test. */
export function refusal(call: () => unknown): readonly unknown[] | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(TpmError)
    const { code, offset, path } = error as TpmError
    return [code, offset, path]
  }
}

/** The code of the TpmError that a promise is rejected with. */
export async function refusedAs(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'accepted'
  } catch (error) {
    if (TpmError.is(error)) return error.code
    throw error
  }
}
