/**
 * A cursor over DER: one element after the other, strictly, without copies.
 *
 * @see X.690 §8.1, §10.1
 */
import type { CertificateException, Exceptions } from './exceptions.ts'
import { X509Error, type X509ErrorCode } from './x509-error.ts'

/** Identifier octets of universal types. */
export const BOOLEAN = 0x01
export const INTEGER = 0x02
export const BIT_STRING = 0x03
export const OCTET_STRING = 0x04
export const OID = 0x06
export const SEQUENCE = 0x30
export const SET = 0x31

export class DerReader {
  readonly bytes: Uint8Array
  /** Deviations to let pass; none unless given. */
  readonly exceptions: Exceptions | undefined
  /** Where the next element begins, or, after {@link head}, the content of the one at hand. */
  at: number
  /** End of the container at hand. */
  end: number
  /** Offset of the identifier that was read last. */
  start = 0

  constructor(bytes: Uint8Array, at = 0, end = bytes.length, exceptions?: Exceptions) {
    this.bytes = bytes
    this.at = at
    this.end = end
    this.exceptions = exceptions
  }

  /** Whether the container has another element. */
  get more(): boolean {
    return this.at < this.end
  }

  /** The first identifier octet of the next element; 0, which DER never has, at the end. */
  peek(): number {
    return this.at < this.end ? this.bytes[this.at]! : 0
  }

  /** Where the element ends whose head was read last. */
  contentEnd = 0

  /** Reads identifier and length. `at` is at the content then, {@link contentEnd} behind it. */
  head(): number {
    const { bytes, end } = this
    let at = this.at
    this.start = at
    let tag = at < end ? bytes[at]! : 0
    at++
    if ((tag & 0x1f) === 0x1f) {
      const from = at
      do {
        if (at >= end) throw this.fault('truncated')
        if (at - from > 2) throw this.fault('bad-tag')
        tag = tag * 256 + bytes[at]!
      } while (bytes[at++]! & 0x80)
      const isShort = at - from === 1 && bytes[from]! < 0x1f
      if (bytes[from] === 0x80 || isShort) throw this.fault('bad-tag')
    } else if (tag === 0) throw this.fault(at > end ? 'truncated' : 'bad-tag')
    if (at >= end) throw this.fault('truncated')
    let length = bytes[at++]!
    if (length > 0x7f) {
      const size = length & 0x7f
      if (size === 0 || size > 4) throw this.fault('bad-length')
      if (at + size > end) throw this.fault('truncated')
      length = 0
      for (const from = at; at < from + size; ) length = length * 256 + bytes[at++]!
      if (length < 0x80 || length < 256 ** (size - 1)) {
        throw this.fault('bad-length')
      }
    }
    if (length > end - at) throw this.fault('truncated')
    this.at = at
    this.contentEnd = at + length
    return tag
  }

  /** Reads the head of an element that must be of this type. */
  expect(tag: number): void {
    if (this.head() !== tag) throw this.unexpected()
  }

  /** Goes into an element. Gives the end of the container that it is in, for {@link leave}. */
  enter(tag: number): number {
    this.expect(tag)
    const outer = this.end
    this.end = this.contentEnd
    return outer
  }

  /** Comes out of an element that must be at its end. */
  leave(outer: number): void {
    if (this.at !== this.end) throw this.fault('trailing-bytes', this.at)
    this.end = outer
  }

  /** Reads what is in an element, all of it. */
  inside<Value>(tag: number, read: () => Value): Value {
    const outer = this.enter(tag)
    const value = read()
    this.leave(outer)
    return value
  }

  /** Reads the elements in an element: one at least. */
  list<Value>(tag: number, read: () => Value): Value[] {
    return this.inside(tag, () => {
      const values: Value[] = []
      do values.push(read())
      while (this.more)
      return values
    })
  }

  /** Goes over an element that must be of this type, and gives its content. */
  content(tag: number): Uint8Array {
    this.expect(tag)
    return this.rest()
  }

  /** Goes over the content of the element whose head was read last, and gives it. */
  rest(): Uint8Array {
    const { bytes, at, contentEnd } = this
    this.at = contentEnd
    return new Uint8Array(bytes.buffer, bytes.byteOffset + at, contentEnd - at)
  }

  /** An element that has been gone over, from its identifier at `start`. */
  since(start: number): Uint8Array {
    const { bytes, at } = this
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, at - start)
  }

  unexpected(): X509Error {
    return this.fault('unexpected-element')
  }

  /** Throws a fault unless it is a deviation that is let pass. */
  meet(exception: CertificateException, code: X509ErrorCode, offset = this.start): void {
    if (!this.exceptions?.admits(exception)) throw this.fault(code, offset)
  }

  /** What the element at hand, or the one at an offset, is refused for. */
  fault(
    code: X509ErrorCode,
    offset = this.start,
    what = `the element ${hex(this.bytes[offset])}`,
  ): X509Error {
    return new X509Error(code, `${code}: ${what} at byte ${offset}`, { offset })
  }
}

function hex(byte: number | undefined): string {
  return byte === undefined ? 'that is not there' : `0x${byte.toString(16).padStart(2, '0')}`
}
