import type { KeyObject } from 'node:crypto'
import type { CoseKey } from './cose-key.ts'
import { schemeOf } from './cose-scheme.ts'
import { importKey } from './node-crypto.ts'
import { unsupported } from './other-backends.ts'

/**
 * Gives a key as a `KeyObject` of `node:crypto`.
 *
 * @param key - a key from `parseKey`
 * @throws CoseError `unsupported-on-this-runtime`
 * @example
 * ```ts
 * import { fromPem } from '@latchkey/cose-keys'
 * import { toKeyObject } from '@latchkey/cose-keys/node'
 *
 * const pem = `-----BEGIN PUBLIC KEY-----
 * MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
 * -----END PUBLIC KEY-----
 * `
 * console.log(toKeyObject(fromPem(pem, -8)).asymmetricKeyType) // ed25519
 * ```
 */
export function toKeyObject(key: CoseKey): KeyObject {
  const scheme = schemeOf(key)
  const keyObject = importKey(scheme)
  if (keyObject === undefined) throw unsupported(scheme)
  return keyObject
}
