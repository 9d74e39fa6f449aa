import { TpmError, type TpmErrorCode } from './tpm-error.ts'

/** A place in bytes, and where the structure at hand must end. A structure's row reads itself off it. */
export class Cursor {
  readonly bytes: Uint8Array
  at = 0
  end: number
  /** what the selector of the structure at hand says */
  selected = 0
  /** of `bytes`: asking the array for them again costs as much as a window */
  readonly buffer: ArrayBufferLike
  readonly base: number

  constructor(bytes: Uint8Array) {
    if (!(bytes instanceof Uint8Array)) {
      throw new TpmError('bad-value', 'a structure is handed in as a Uint8Array')
    }
    this.bytes = bytes
    this.end = bytes.length
    this.buffer = bytes.buffer
    this.base = bytes.byteOffset
  }

  /** A selector is of two bytes, whatever it is called. */
  selector(): number {
    this.selected = this.uint16()
    return this.selected
  }

  uint8(): number {
    const { at } = this
    this.at = behind(this, 1)
    return this.bytes[at]!
  }

  uint16(): number {
    const { bytes, at } = this
    this.at = behind(this, 2)
    return (bytes[at]! << 8) | bytes[at + 1]!
  }

  uint32(): number {
    const { bytes, at } = this
    this.at = behind(this, 4)
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  }

  /** A window on the bytes. */
  window(length: number): Uint8Array {
    const { at } = this
    this.at = behind(this, length)
    return new Uint8Array(this.buffer, this.base + at, length)
  }

  fault(code: TpmErrorCode, message: string, offset = this.at): TpmError {
    return new TpmError(code, message, offset)
  }
}

function behind(cursor: Cursor, length: number): number {
  const next = cursor.at + length
  if (next > cursor.end) throw truncated(cursor, length)
  return next
}

function truncated(cursor: Cursor, length: number): TpmError {
  return cursor.fault('truncated', `the bytes end inside of ${length}`)
}
