/**
 * Shapes of WebAuthn's JSON: each checks a value and gives back what `navigator.credentials` takes in its place.
 * Members that a shape does not name go through as they are.
 */
import { decodeBase64url } from './base64url.ts'
import { PasskeyError } from './passkey-error.ts'

/** Throws `invalid-options` with the member's path. */
export type Shape<T = unknown> = (value: unknown, path: string) => T

export const text = /* @__PURE__ */ ofType('string')
export const number = /* @__PURE__ */ ofType('number')

/** base64url of one byte or more. */
export const bytes: Shape<Uint8Array<ArrayBuffer>> = (value, path) => {
  const decoded = decodeBase64url(value)
  if (!decoded?.length) throw refused(path, 'base64url')
  return decoded
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined ? value : shape(value, path))
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw refused(path, 'an array')
    return value.map((entry, at) => shape(entry, `${path}[${at}]`))
  }
}

export function object(members: Readonly<Record<string, Shape>>): Shape<object> {
  return (value, path) => {
    if (typeof value !== 'object' || !value) throw refused(path, 'an object')
    const converted: Record<string, unknown> = { ...value }
    for (const name in members) converted[name] = members[name]!(converted[name], `${path}.${name}`)
    return converted
  }
}

function ofType(type: 'string' | 'number'): Shape {
  return (value, path) => {
    if (typeof value !== type) throw refused(path, `a ${type}`)
    return value
  }
}

/** A shape's refusal; says what was expected where, never what came: that may be a challenge or a name. */
export function refused(path: string, expected: string): PasskeyError {
  return new PasskeyError('invalid-options', undefined, `${path}: expected ${expected}`)
}
