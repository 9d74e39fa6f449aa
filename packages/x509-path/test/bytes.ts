import { decodeHex } from '@latchkey/octets'
import { expect } from 'vitest'
import { X509Error } from '../src/x509-error.ts'

export const fromHex = (hex: string) => decodeHex(hex.replaceAll(' ', ''))

/** Code, and offset where there is one, of the X509Error that a call ends with; other errors fail the test. */
export function refusal(call: () => unknown): readonly unknown[] | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(X509Error)
    const { code, offset } = error as X509Error
    return [code, offset]
  }
}
