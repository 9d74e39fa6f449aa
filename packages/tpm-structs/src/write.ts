/** Writes a structure by its layout. */
import { concat } from '@latchkey/octets'
import { type Layout, memberOf, type StructLayout } from './layout.ts'
import { TpmError } from './tpm-error.ts'
import { prefixed } from './trail.ts'

/** The bytes of a value of a layout. `offset` is where they will stand, for errors. */
export function writeLayout(layout: Layout, value: unknown, offset: number): Uint8Array {
  switch (layout.kind) {
    case 'uint':
      return writeUint(layout, value, offset)
    case 'flags':
      return writeNumber((value as { value?: unknown } | undefined)?.value, layout.bytes, layout.type, offset)
    case 'bytes':
      return writeBytes(value, layout.length, layout.type, offset, true)
    case 'sized': {
      const content =
        layout.content === undefined
          ? writeBytes(value, layout.most, layout.type, offset)
          : writeLayout(layout.content, value, offset + layout.prefix)
      if (content.length > layout.most) throw refused('too-large', layout.type, offset)
      return concat(writeNumber(content.length, layout.prefix, layout.type, offset), content)
    }
    case 'list':
      return writeList(layout, value, offset)
    case 'struct':
      return writeStruct(layout, value, offset)
    case 'empty':
    case 'union':
      if (value === undefined) return new Uint8Array()
      throw refused('bad-value', layout.type, offset)
  }
}

function writeStruct({ fields, type }: StructLayout, value: unknown, offset: number): Uint8Array {
  if (typeof value !== 'object' || value === null) throw refused('bad-value', type, offset)
  const record = value as Record<string, unknown>
  const parts: Uint8Array[] = []
  const starts = new Map<string, number>()
  let at = offset
  for (const field of fields) {
    const layout = memberOf(field, record)
    if (layout === undefined) {
      const message = `${field.layout.type} has no member for ${record[field.by]}`
      throw new TpmError('unknown-selector', message, starts.get(field.by), field.by)
    }
    starts.set(field.name, at)
    try {
      const part = writeLayout(layout, record[field.name], at)
      at += part.length
      parts.push(part)
    } catch (error) {
      throw prefixed(error, field.name)
    }
  }
  return concat(...parts)
}

function writeList(layout: Layout & { kind: 'list' }, value: unknown, offset: number): Uint8Array {
  if (!Array.isArray(value)) throw refused('bad-value', layout.type, offset)
  if (value.length > layout.most) throw refused('too-large', layout.type, offset)
  const parts = [writeNumber(value.length, 4, layout.type, offset)]
  let at = offset + 4
  for (const [index, one] of value.entries()) {
    try {
      const part = writeLayout(layout.element, one, at)
      at += part.length
      parts.push(part)
    } catch (error) {
      throw prefixed(error, `[${index}]`)
    }
  }
  return concat(...parts)
}

function writeUint(layout: Layout & { kind: 'uint' }, value: unknown, offset: number): Uint8Array {
  if (layout.bytes < 8) {
    if (layout.only && !layout.only.has(value as number)) {
      throw refused('unknown-value', layout.type, offset)
    }
    return writeNumber(value, layout.bytes, layout.type, offset)
  }
  if (typeof value !== 'bigint' || value < 0n || value >> 64n) throw refused('bad-value', layout.type, offset)
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value)
  return bytes
}

function writeNumber(value: unknown, size: number, type: string, offset: number): Uint8Array {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) >= 256 ** size) {
    throw refused('bad-value', type, offset)
  }
  const bytes = new Uint8Array(size)
  let rest = value as number
  for (let at = size - 1; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256
  return bytes
}

function writeBytes(value: unknown, most: number, type: string, offset: number, exactly = false): Uint8Array {
  if (!(value instanceof Uint8Array)) throw refused('bad-value', type, offset)
  if (value.length > most) throw refused('too-large', type, offset)
  if (exactly && value.length < most) throw refused('bad-value', type, offset)
  return value
}

const reasons = {
  'bad-value': 'the value cannot be one of',
  'too-large': 'the value is longer than the most of',
  'unknown-value': 'the value is none of',
}

function refused(code: keyof typeof reasons, type: string, offset: number) {
  return new TpmError(code, `${reasons[code]} ${type}`, offset)
}
