/** Responses taken apart into named places, and the places at which two of them differ. */
import { decode } from '@latchkey/cbor-canonical'
import { decodeBase64url, encodeHex } from '@latchkey/octets'
import { parse } from '@latchkey/tpm-structs'
import { readDer } from '@latchkey/x509-path/der'

/** Something whole, and the named parts that it comes apart into, if it does. */
export type Node = { readonly whole: string; readonly parts?: Readonly<Record<string, Node>> }

function leaf(whole: unknown): Node {
  return {
    whole: whole instanceof Uint8Array ? `h'${encodeHex(whole)}'` : `${typeof whole} ${String(whole)}`,
  }
}

function node(parts: Readonly<Record<string, Node>>): Node {
  const members = Object.entries(parts).map(([name, { whole }]) => `${JSON.stringify(name)}: ${whole}`)
  return { whole: `{ ${members.join(', ')} }`, parts }
}

/** Nothing comes apart that does not parse. */
function apart(value: unknown, read: () => Node): Node {
  try {
    return { ...read(), whole: leaf(value).whole }
  } catch {
    return leaf(value)
  }
}

function each(value: object, read = (_: string, one: unknown) => anything(one)): Node {
  return node(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(name, one)])))
}

function anything(value: unknown): Node {
  if (value instanceof Map) return each(Object.fromEntries([...value].map(([key, one]) => [label(key), one])))
  const comesApart = typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
  return comesApart ? each(value) : leaf(value)
}

/** `1` of a number, `"1"` of text that looks like one. */
const label = (key: unknown) =>
  typeof key === 'string' && /^-?\d+$/.test(key) ? JSON.stringify(key) : `${key}`

const cbor = (bytes: Uint8Array) => decode(bytes, { profile: 'basic' })

export function takeApart(json: object): Node {
  const fromText = (text: unknown, read: (bytes: Uint8Array) => Node) =>
    apart(text, () => read(decodeBase64url(text as string)))
  return each(json, (name, value) => {
    if (name !== 'response' || typeof value !== 'object') return anything(value)
    return each(value!, (member, text) => {
      if (member === 'clientDataJSON') return fromText(text, clientData)
      if (member === 'authenticatorData') return fromText(text, authenticatorData)
      return member === 'attestationObject' ? fromText(text, attestationObject) : anything(text)
    })
  })
}

function clientData(bytes: Uint8Array): Node {
  const members = JSON.parse(new TextDecoder().decode(bytes))
  return Array.isArray(members) ? leaf(bytes) : each(members)
}

function attestationObject(bytes: Uint8Array): Node {
  const members = cbor(bytes)
  if (!(members instanceof Map)) return leaf(bytes)
  return each(Object.fromEntries(members as Map<string, unknown>), (name, value) => {
    if (name === 'authData') return apart(value, () => authenticatorData(value as Uint8Array))
    return name === 'attStmt' ? attStmt(value) : anything(value)
  })
}

/** By lengths and not by flags, so that a flag that lies is a difference of the flags alone. */
function authenticatorData(bytes: Uint8Array): Node {
  if (bytes.length < 37) return leaf(bytes)
  const parts = { rpIdHash: bytes.slice(0, 32), flags: bytes[32], signCount: bytes.slice(33, 37) }
  if (bytes.length <= 55) return each({ ...parts, rest: bytes.slice(37) })
  const keyAt = 55 + bytes[53]! * 256 + bytes[54]!
  if (keyAt >= bytes.length) return leaf(bytes)
  const credential = { aaguid: bytes.slice(37, 53), idLength: keyAt - 55, id: bytes.slice(55, keyAt) }
  const end = endOfKey(bytes, keyAt)
  const key = bytes.slice(keyAt, end)
  const keyNode = apart(key, () => anything(cbor(key)))
  const others = each({ ...parts, ...credential, rest: bytes.slice(end) })
  return node({ ...others.parts, key: keyNode })
}

function endOfKey(bytes: Uint8Array, from: number): number {
  for (let end = from + 1; end <= bytes.length; end++) {
    try {
      cbor(bytes.slice(from, end))
      return end
    } catch {}
  }
  return bytes.length
}

function attStmt(value: unknown): Node {
  if (Array.isArray(value)) {
    return each(value, (_, member) =>
      member instanceof Map
        ? each(Object.fromEntries(member), (name, one) => (name === 'attStmt' ? attStmt(one) : anything(one)))
        : anything(member),
    )
  }
  if (!(value instanceof Map)) return anything(value)
  return each(Object.fromEntries(value), (name, one) => {
    if (name === 'x5c' && Array.isArray(one)) return each(one, (_, der) => certificate(der as Uint8Array))
    if (name === 'certInfo') return apart(one, () => anything(parse('TPMS_ATTEST', one as Uint8Array)))
    if (name === 'pubArea') return apart(one, () => anything(parse('TPMT_PUBLIC', one as Uint8Array)))
    return name === 'response' ? apart(one, () => jws(one as Uint8Array)) : anything(one)
  })
}

function jws(bytes: Uint8Array): Node {
  const [header, payload, signature] = new TextDecoder().decode(bytes).split('.') as [string, string, string]
  const read = (part: string) => JSON.parse(new TextDecoder().decode(decodeBase64url(part)))
  const headerNode = each(read(header), (name, value) =>
    name === 'x5c'
      ? each(value as string[], (_, der) => certificate(new Uint8Array(Buffer.from(der as string, 'base64'))))
      : anything(value),
  )
  return node({ header: headerNode, payload: anything(read(payload)), signature: leaf(signature) })
}

function certificate(der: Uint8Array): Node {
  return apart(der, () => {
    const [toBeSigned, , signature] = readDer(der).children!
    const fields = [...toBeSigned!.children!]
    const version = fields[0]!.tag === 0xa0 ? fields.shift()!.value : 1
    const [serial, algorithm, issuer, validity, subject, key, wrapped] = fields
    const extensions: Record<string, Uint8Array[]> = {}
    for (const { value, children } of wrapped?.children?.[0]?.children ?? []) {
      const id = encodeHex(children![0]!.value)
      extensions[id] = [...(extensions[id] ?? []), value]
    }
    const common = { version, serial, algorithm, issuer, validity, subject, key, signature }
    const bytes = each(common, (_, item) => leaf((item as { value?: Uint8Array })?.value ?? item))
    // Several extensions of one kind are one place.
    const all = each(extensions, (_, values) => ({ whole: anything(values).whole }))
    return node({ ...bytes.parts, ...(wrapped && { extensions: all }) })
  })
}

/** Paths of the innermost places that differ. */
export function differences(a: Node | undefined, b: Node | undefined, path = ''): string[] {
  if (a?.whole === b?.whole) return []
  if (!a?.parts || !b?.parts) return [path]
  const names = [...new Set([...Object.keys(a.parts), ...Object.keys(b.parts)])]
  const inside = names.flatMap((name) =>
    differences(a.parts![name], b.parts![name], path ? `${path}.${name}` : name),
  )
  return inside.length > 0 ? inside : [path]
}
