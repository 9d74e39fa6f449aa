import { encodeHex } from '@latchkey/octets'
import { type Layout, memberOf } from './layout.ts'
import { layoutOf, parseAs } from './parse.ts'
import type { TpmTypes } from './structures.ts'
import { writeLayout } from './write.ts'

/**
 * Shows a structure as a tree: a line a field with its name and value, constants and flags by their names.
 *
 * @param type - name of the structure, as for `parse`
 * @param bytes - the structure as a TPM marshals it
 * @param options - `offsets`: where each line's bytes begin, in hexadecimal
 * @throws {@link TpmError} as `parse` does
 * @example
 * ```ts
 * import { describe } from '@latchkey/tpm-structs'
 *
 * console.log(describe('TPMS_ECC_POINT', new Uint8Array([0, 1, 7, 0, 1, 9])))
 * // TPMS_ECC_POINT
 * //   x: 1 byte 07
 * //   y: 1 byte 09
 * ```
 * @see TPM 2.0 Library Part 2
 */
export function describe<T extends keyof TpmTypes>(
  type: T,
  bytes: Uint8Array,
  options: { offsets?: boolean } = {},
): string {
  const layout = layoutOf(type)
  const lines: Line[] = []
  tell(layout, parseAs(layout, bytes), type, '', 0, lines)
  return lines
    .map(({ offset, text }) => (options.offsets ? `${offset.toString(16).padStart(4, '0')}  ${text}` : text))
    .join('\n')
}

type Line = { readonly offset: number; readonly text: string }

/** Adds the lines of a value, and gives the offset behind it. */
function tell(
  layout: Layout,
  value: unknown,
  name: string,
  indent: string,
  offset: number,
  lines: Line[],
): number {
  const line = (text: string) => lines.push({ offset, text: `${indent}${text}` })
  const inner = `${indent}  `
  switch (layout.kind) {
    case 'struct': {
      line(name)
      return layout.fields.reduce((at, field) => {
        const member = memberOf(field, value as Record<string, unknown>)!
        const content = (value as Record<string, unknown>)[field.name]
        return member.kind === 'empty'
          ? at
          : tell(member, content, label(field.name, member), inner, at, lines)
      }, offset)
    }
    case 'list': {
      const list = value as readonly unknown[]
      line(`${name}: ${list.length}`)
      return list.reduce<number>(
        (at, one, index) => tell(layout.element, one, label(`[${index}]`, layout.element), inner, at, lines),
        offset + 4,
      )
    }
    case 'sized':
      if (layout.content) {
        const { content, prefix } = layout
        const first = lines.length
        const end = tell(content, value, name, indent, offset + prefix, lines)
        lines[first] = { ...lines[first]!, offset }
        return end
      }
      line(`${name}: ${bytesText(value as Uint8Array)}`)
      break
    case 'bytes':
      line(`${name}: ${bytesText(value as Uint8Array)}`)
      break
    case 'flags':
      line(`${name}: ${flagsText(layout, value as Record<string, unknown>)}`)
      break
    case 'uint':
      line(`${name}: ${uintText(layout, value as number | bigint)}`)
  }
  return offset + writeLayout(layout, value, offset).length
}

/** Structures are named with their type, behind a union's field above all. */
function label(name: string, layout: Layout): string {
  return layout.kind === 'struct' ? `${name}: ${layout.type}` : name
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty'
  return `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'} ${encodeHex(bytes)}`
}

function uintText({ bytes, constants }: Layout & { kind: 'uint' }, value: number | bigint): string {
  if (constants === undefined) return `${value}`
  const hex = `0x${value.toString(16).padStart(bytes * 2, '0')}`
  const name = constants[value as number]
  return name === undefined ? hex : `${hex} ${name}`
}

function flagsText({ bytes, flags }: Layout & { kind: 'flags' }, word: Record<string, unknown>): string {
  const names = Object.values(flags).filter((name) => word[name] === true)
  return [`0x${(word.value as number).toString(16).padStart(bytes * 2, '0')}`, ...names].join(' ')
}
