import { Cursor } from './cursor.ts'
import type { Layout, ValueOf } from './layout.ts'
import { structures, type TpmTypes } from './structures.ts'
import { TpmError } from './tpm-error.ts'
import { writeLayout } from './write.ts'

/**
 * Parses a structure: all of the bytes, nothing left over.
 *
 * Fields have the names of Part 2. Integers up to 32 bits are numbers, those of 64 bits `bigint`s; byte strings are
 * windows on the input; a TPM2B is its content, a TPML an array; a word of attributes is `{ value, … }` with each flag by its name. A
 * union is the member that its selector chooses, under the union's field; one without bytes is left out.
 *
 * @param type - name of the structure, as in `TPMS_ATTEST`
 * @param bytes - the structure as a TPM marshals it
 * @throws {@link TpmError} `truncated`, `trailing-bytes`, `bad-size`, `too-large`, `unknown-selector`, `unknown-value`,
 * with offset and path; `bad-value` for what is not bytes, `unknown-type`
 * @example
 * ```ts
 * import { parse } from '@latchkey/tpm-structs'
 *
 * const info = parse('TPMS_CLOCK_INFO', new Uint8Array([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]))
 * console.log(info.clock, info.resetCount) // 256n 2
 * ```
 * @see TPM 2.0 Library Part 2
 */
export function parse<T extends keyof TpmTypes>(type: T, bytes: Uint8Array): TpmTypes[T] {
  return parseAs(layoutOf(type), bytes) as TpmTypes[T]
}

/**
 * Parses a structure, and tells where it ends.
 *
 * @param type - as for {@link parse}
 * @param bytes - the structure, and anything after it
 * @returns the value, and how many bytes it took
 * @throws {@link TpmError} as `parse`, but never `trailing-bytes`
 * @example
 * ```ts
 * import { parsePrefix } from '@latchkey/tpm-structs'
 *
 * parsePrefix('TPM2B_DIGEST', new Uint8Array([0, 1, 7, 9])) // { value: Uint8Array [7], bytesRead: 3 }
 * ```
 * @see TPM 2.0 Library Part 2
 */
export function parsePrefix<T extends keyof TpmTypes>(
  type: T,
  bytes: Uint8Array,
): { value: TpmTypes[T]; bytesRead: number } {
  return parsePrefixAs(layoutOf(type), bytes) as { value: TpmTypes[T]; bytesRead: number }
}

/**
 * Serialises a structure. A word of attributes is written from its `value` alone.
 *
 * @param type - as for {@link parse}
 * @param value - as `parse` gives it
 * @returns the bytes a TPM would marshal
 * @throws {@link TpmError} `bad-value`, `too-large`, `unknown-selector`, `unknown-value`, with the path; `unknown-type`
 * @example
 * ```ts
 * import { serialize } from '@latchkey/tpm-structs'
 *
 * serialize('TPMS_ECC_POINT', { x: new Uint8Array([1]), y: new Uint8Array([2]) }) // 00 01 01 00 01 02
 * ```
 * @see TPM 2.0 Library Part 2
 */
export function serialize<T extends keyof TpmTypes>(type: T, value: TpmTypes[T]): Uint8Array {
  return serializeAs(layoutOf(type), value as ValueOf<Layout>)
}

/**
 * Parses by a layout of `@latchkey/tpm-structs/tables`: for who wants one family of structures and not the weight of all.
 *
 * @param layout - as in `TPMS_ATTEST`
 * @throws {@link TpmError} as {@link parse}
 * @example
 * ```ts
 * import { parseAs } from '@latchkey/tpm-structs'
 * import { TPM2B_DIGEST } from '@latchkey/tpm-structs/tables'
 *
 * parseAs(TPM2B_DIGEST, new Uint8Array([0, 1, 7])) // Uint8Array [7]
 * ```
 */
export function parseAs<const L extends Layout>(layout: L, bytes: Uint8Array): ValueOf<L> {
  const cursor = new Cursor(bytes)
  const value = layout.read(cursor) as ValueOf<L>
  if (cursor.at === bytes.length) return value
  throw new TpmError(
    'trailing-bytes',
    `${bytes.length - cursor.at} bytes follow the ${layout.type}`,
    cursor.at,
  )
}

/**
 * Serialises by a layout of `@latchkey/tpm-structs/tables`.
 *
 * @throws {@link TpmError} as {@link serialize}
 * @example
 * ```ts
 * import { serializeAs } from '@latchkey/tpm-structs'
 * import { TPM2B_DIGEST } from '@latchkey/tpm-structs/tables'
 *
 * serializeAs(TPM2B_DIGEST, new Uint8Array([7])) // 00 01 07
 * ```
 */
export function serializeAs<const L extends Layout>(layout: L, value: ValueOf<L>): Uint8Array {
  // One array of its own: a value that is bytes would be handed out as it is.
  return writeLayout(layout, value, 0).slice()
}

/** Parses by a layout what stands first. */
export function parsePrefixAs<const L extends Layout>(
  layout: L,
  bytes: Uint8Array,
): { value: ValueOf<L>; bytesRead: number } {
  const cursor = new Cursor(bytes)
  const value = layout.read(cursor) as ValueOf<L>
  return { value, bytesRead: cursor.at }
}

export function layoutOf(type: string): Layout {
  if (Object.hasOwn(structures, type)) return structures[type as keyof typeof structures]
  throw new TpmError('unknown-type', `there is no structure ${type} here`)
}
