import { DerReader } from './der-reader.ts'
import { checkValue } from './der-values.ts'
import { X509Error } from './x509-error.ts'

/** One element. Its bytes are views of the input. */
export type DerItem = {
  /** the identifier octets as a number: `0x30` for a SEQUENCE, `0xa0` for `[0]`, `0xbf8540` for `[704]` */
  readonly tag: number
  /** the content, without identifier and length */
  readonly value: Uint8Array
  /** of the identifier, in the bytes handed in */
  readonly offset: number
  /** of a constructed element, in the order of the input */
  readonly children?: readonly DerItem[]
}

const deepest = 64

/**
 * Reads DER strictly: definite and minimal lengths, minimal integers and identifiers, sorted sets, characters and times
 * that exist, nothing after the element. What a context-specific tag hides is known to its structure alone: where it is
 * primitive, its content is not judged.
 *
 * @param der - one element and nothing after it
 * @throws {@link X509Error} `truncated`, `trailing-bytes`, `bad-tag`, `bad-length`, `bad-value`, `bad-string`,
 * `bad-time`, `set-order`, `too-deep`, with an offset; `wrong-type`
 * @example
 * ```ts
 * import { readDer } from '@latchkey/x509-path/der'
 *
 * const { children } = readDer(new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x05, 0x01, 0x01, 0xff]))
 * console.log(children?.map(({ tag, offset }) => [tag, offset])) // [ [ 2, 2 ], [ 1, 5 ] ]
 * ```
 * @see X.690 §10, §11
 */
export function readDer(der: Uint8Array): DerItem {
  if (!(der instanceof Uint8Array)) throw new X509Error('wrong-type', 'DER is handed in as a Uint8Array')
  const reader = new DerReader(der)
  const item = readItem(reader)
  if (reader.more) throw reader.fault('trailing-bytes', reader.at)
  return item
}

/** Reads the next element with all that is in it. */
export function readItem(reader: DerReader, depth = 0): DerItem {
  const tag = reader.head()
  const offset = reader.start
  const first = reader.bytes[offset]!
  const content = reader.at
  const { contentEnd } = reader
  if (!(first & 0x20)) {
    if (first === 0x10 || first === 0x11) throw reader.fault('bad-tag')
    checkValue(reader, tag)
    return { tag, value: view(reader, content, contentEnd), offset }
  }
  if (first < 0x40 && first !== 0x30 && first !== 0x31 && tag !== 0x28 && tag !== 0x2b) {
    throw reader.fault('bad-tag')
  }
  if (depth >= deepest) throw reader.fault('too-deep')
  const outer = reader.end
  reader.end = contentEnd
  const children: DerItem[] = []
  while (reader.more) {
    const before = reader.at
    children.push(readItem(reader, depth + 1))
    if (tag === 0x31) checkOrder(reader, children, before)
  }
  reader.end = outer
  return { tag, value: view(reader, content, contentEnd), offset, children }
}

/** Elements of a SET OF ascend by their encodings, those of a SET by their tags. */
function checkOrder(reader: DerReader, children: readonly DerItem[], at: number): void {
  const last = children.at(-2)
  if (last === undefined || compareTags(last.tag, children.at(-1)!.tag) < 0) return
  const { bytes } = reader
  let offset = 0
  while (at + offset < reader.at && bytes[last.offset + offset] === bytes[at + offset]) offset++
  const isSorted = at + offset === reader.at || bytes[last.offset + offset]! < bytes[at + offset]!
  if (!isSorted) reader.meet('unsorted-name', 'set-order', at)
}

/** By class and number: whether the element is constructed does not count. */
function compareTags(a: number, b: number): number {
  const numbers = [a, b].map((tag) =>
    tag > 0xffff ? tag & ~0x200000 : tag > 0xff ? tag & ~0x2000 : tag & ~0x20,
  )
  return numbers[0]! - numbers[1]!
}

function view({ bytes }: DerReader, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from)
}
