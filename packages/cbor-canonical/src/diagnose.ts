/**
 * CBOR as a person reads it.
 *
 * @see RFC 8949 §8 "Diagnostic Notation"
 */
import { toError } from './admit.ts'
import { examine } from './examine.ts'
import { readFloat, shortestSize } from './floats.ts'
import { toHex } from './hex.ts'
import { headSize } from './size.ts'
import { decodeUtf8 } from './utf8.ts'
import { type Maker, walk } from './walk.ts'

/** How to show it. */
export type DiagnoseOptions = {
  /** A line for each item: its offset and bytes in hexadecimal, and what they say. */
  offsets?: boolean
  /** A line for each element and entry. */
  pretty?: boolean
}

/**
 * Shows an item in diagnostic notation. Encoding indicators (`_`, `_0` to `_3`) mark what is not in its shortest form.
 *
 * @param bytes - one well-formed item and nothing after it; keys may repeat
 * @throws {@link CborError} for what is not well-formed, text that is not UTF-8, more than 128 levels;
 * `unsupported-type` for what is not a `Uint8Array`
 * @example
 * ```ts
 * import { diagnose } from '@latchkey/cbor-canonical'
 *
 * diagnose(new Uint8Array([0xa1, 0x20, 0x42, 0x01, 0x02])) // "{-1: h'0102'}"
 * ```
 * @see RFC 8949 §8, §8.1
 */
export function diagnose(bytes: Uint8Array, options: DiagnoseOptions = {}): string {
  const out: Node[] = []
  examine(bytes, { profile: 'basic' }, 0, true, (violation) => {
    if (violation.code !== 'duplicate-key') throw toError(violation)
  })
  walk(bytes, { profile: 'basic' }, 0, nodes, out)
  return options.offsets ? annotate(bytes, out[0]!, '') : show(out[0]!, options.pretty ? '\n' : '')
}

/** An item that begins with `text` and ends with `close`; `start` and `end` are those of a leaf or of a container's head. */
type Node = {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly items: readonly Node[]
  readonly close: string
  /** Where the break is that ends an indefinite length. */
  readonly breakAt?: number
}

const nodes: Maker<Node> = {
  leaf(bytes, start, end, argument) {
    const major = bytes[start]! >> 5
    const from = major === 2 || major === 3 ? end - argument : end
    const size = from - start - 1
    let text = `${argument < 2 ** 53 ? argument : BigInt(`0x${toHex(bytes, start + 1, end)}`)}`
    let least = headSize(argument) - 1
    if (major === 1) text = `${-1n - BigInt(text)}`
    else if (major === 2) text = `h'${toHex(bytes, from, end)}'`
    else if (major === 3) text = JSON.stringify(decodeUtf8(bytes, from, end))
    else if (major > 3) {
      text = ['false', 'true', 'null', 'undefined'][argument - 20] ?? `simple(${text})`
      if (size > 1) {
        const number = readFloat(bytes, start + 1, size)
        text = Object.is(number, -0) ? '-0' : `${number}`
        if (/^-?\d+$/.test(text)) text += '.0'
        least = shortestSize(number)
      } else least = size
    }
    return { start, end, text: text + indicator(size, least), items: [], close: '' }
  },
  close({ major, start, content, argument, items }, bytes, end) {
    const inner = major === 5 ? [...(items as Map<Node, Node>)].flat() : (items as Node[])
    const mark = argument < 0 ? '_' : indicator(content - start - 1, headSize(argument) - 1)
    let text = (major > 4 ? '{' : major > 3 ? '[' : '(') + mark + (mark && ' ')
    if (major > 5)
      text = `${argument < 2 ** 53 ? argument : BigInt(`0x${toHex(bytes, start + 1, content)}`)}${mark}(`
    const node = {
      start,
      end: content,
      text,
      items: inner,
      close: major === 5 ? '}' : major === 4 ? ']' : ')',
    }
    if (argument >= 0) return node
    const empty = major < 4 && inner.length === 0 && { text: major > 2 ? '""_' : "''_", close: '' }
    return { ...node, ...empty, breakAt: end - 1 }
  },
}

/** Marks an argument of 1, 2, 4 or 8 bytes where fewer do (RFC 8949 §8.1). */
function indicator(size: number, least: number): string {
  return size > least ? `_${Math.log2(size)}` : ''
}

function show({ text, items, close }: Node, newline: string): string {
  if (items.length === 0) return text + close
  const indented = newline && `${newline}  `
  let shown = newline ? text.trimEnd() + indented : text
  items.forEach((item, i) => {
    if (i > 0) shown += close === '}' && i % 2 ? ': ' : `,${indented || ' '}`
    shown += show(item, indented)
  })
  return shown + newline + close
}

function annotate(bytes: Uint8Array, node: Node, indent: string): string {
  const { start, end, text, items, close, breakAt } = node
  const count = close === '}' ? items.length / 2 : items.length
  const inner = `${indent}  `
  let lines = row(bytes, start, end, indent + text + (close === '' || close === ')' ? '' : count + close))
  for (const item of items) lines += annotate(bytes, item, inner)
  return breakAt === undefined ? lines : lines + row(bytes, breakAt, breakAt + 1, `${inner}break`)
}

function row(bytes: Uint8Array, start: number, end: number, what: string): string {
  let rows = ''
  for (let at = start; at < end; at += 16) {
    const hex = toHex(bytes, at, Math.min(at + 16, end)).replace(/..\B/g, '$& ')
    const line = `${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${at > start ? '' : what}`
    rows += `${line.trimEnd()}\n`
  }
  return rows
}
