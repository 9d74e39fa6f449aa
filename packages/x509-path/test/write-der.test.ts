import { encodeHex } from '@latchkey/octets'
import { expect, it } from 'vitest'
import { writeDer } from '../src/write-der.ts'
import { refusal } from './bytes.ts'

it.each([
  [0x05, 0, '0500'],
  [0x04, 127, '047f'],
  [0x04, 128, '048180'],
  [0x04, 255, '0481ff'],
  [0x04, 256, '04820100'],
  [0x04, 65_536, '0483010000'],
  [0xbf8540, 0, 'bf854000'],
])('tag %i and %i bytes', (tag, length, head) => {
  const der = writeDer(tag, new Uint8Array(length))
  expect(encodeHex(der.subarray(0, der.length - length))).toBe(head)
})

it('puts its parts together', () => {
  expect(encodeHex(writeDer(0x30, writeDer(0x05), new Uint8Array(), writeDer(0x02, Uint8Array.of(5))))).toBe(
    '30050500020105',
  )
})

it.each([0, -1, 0.5, 2 ** 32, Number.NaN])('%d is no tag', (tag) => {
  expect(refusal(() => writeDer(tag))).toEqual(['bad-tag', undefined])
})
