/**
 * The values of CBOR that JavaScript has no value of its own for.
 *
 * @see RFC 8949 §2
 */

/**
 * What CBOR decodes to and is encoded from.
 *
 * An integer is a `number` where it is safe, else a `bigint`; both encode alike. Any other `number` is a
 * floating-point item.
 */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborKey, CborValue>
  | Tagged
  | Simple
  | Float

/** Any value can be a map's key. */
export type CborKey = CborValue

/** A tagged item (RFC 8949 §3.4). Integers in bignum tags are `bigint`s instead. */
export class Tagged {
  readonly tag: number | bigint
  readonly value: CborValue

  constructor(tag: number | bigint, value: CborValue) {
    this.tag = tag
    this.value = value
  }
}

/** A simple value other than false, true, null and undefined: 0 to 19, 32 to 255 (RFC 8949 §3.3). */
export class Simple {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/**
 * A floating-point item where a plain number would be taken for an integer (`1.0`, or `-0.0` as a map's key), or
 * where it matters how it is written.
 */
export class Float {
  readonly value: number
  /** Bits on the wire. `ctap2` writes this width, 64 where there is none; the other profiles write the shortest. */
  readonly width?: 16 | 32 | 64
  /** A NaN with another payload than the usual one, as it is on the wire: `width` bits. */
  readonly bits?: bigint

  constructor(value: number, width?: 16 | 32 | 64, bits?: bigint) {
    this.value = value
    if (width !== undefined) this.width = width
    if (bits !== undefined) this.bits = bits
  }
}
