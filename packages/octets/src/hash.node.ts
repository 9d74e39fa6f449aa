import { hash as digest } from 'node:crypto'
import { type HashName, unknownHash } from './hash-name.ts'

const algorithms = { 'sha-1': 'sha1', 'sha-256': 'sha256', 'sha-384': 'sha384', 'sha-512': 'sha512' } as const

/** The twin of hash.ts for Node: same contract, documented there. */
export function hash(name: HashName, data: Uint8Array): Uint8Array {
  const algorithm = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
  if (algorithm === undefined) throw unknownHash(name)
  return digested(algorithm, data)
}

/** The twin of the one in hash.ts. */
export function sha256(data: Uint8Array): Uint8Array {
  return digested('sha256', data)
}

/** A digest comes back as text in half the time that it takes as a Buffer. */
function digested(algorithm: string, data: Uint8Array): Uint8Array {
  const text = digest(algorithm, data, 'binary')
  const out = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) out[at] = text.charCodeAt(at)
  return out
}
