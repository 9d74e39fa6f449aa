/**
 * Honest signatures are never refused. A short run by default; `pnpm campaign` makes 100,000 of each algorithm on an
 * elliptic or Edwards curve, many keys among them whose coordinates begin with zeros and signatures with short r or s.
 */
import { expect, it } from 'vitest'
import { CoseError } from '../src/cose-error.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignatureSync } from '../src/verify-signature.node.ts'
import { type AlgorithmName, coseKey, makeKey } from './keys.ts'

const count = Number(process.env.LATCHKEY_HONEST_SIGNATURES ?? 400)
const perKey = 20
const names: AlgorithmName[] = [
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'ESP256',
  'ESP384',
  'ESP512',
  'EdDSA',
  'Ed25519',
  'Ed448',
]

it.each(names)(
  `%s: ${count} signatures`,
  (name) => {
    const refused: string[] = []
    let short = 0
    for (let made = 0; made < count; made += perKey) {
      const { labels, sign } = makeKey[name]()
      const key = parseKey(coseKey(labels))
      for (let at = 0; at < perKey; at++) {
        const data = crypto.getRandomValues(new Uint8Array(37 + at))
        const signature = sign(data)
        if (signature[0] === 0x30 && signature.length < 70) short++
        try {
          verifySignatureSync(key, signature, data)
        } catch (error) {
          refused.push(CoseError.is(error) ? error.code : String(error))
        }
      }
    }
    expect(refused).toEqual([])
    if (count >= 10_000 && name === 'ES256') expect(short).toBeGreaterThan(0)
  },
  3_600_000,
)
