/**
 * A key that has verified before, against raw `crypto.verify` with a cached KeyObject; a key never seen before, against
 * what @simplewebauthn/server needs to verify the same assertion.
 */
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { encode } from '@latchkey/cbor-canonical'
import { parseKey, verifySignature } from '@latchkey/cose-keys'
import { verifySignatureSync } from '@latchkey/cose-keys/node'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { head, paired, row } from '../../../scripts/paired.mjs'

const text = (bytes) => Buffer.from(bytes).toString('base64url')
const bytes = (base64url) => new Uint8Array(Buffer.from(base64url, 'base64url'))

const der = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}

const algorithms = {
  ES256: {
    make: () => generateKeyPairSync('ec', { namedCurve: 'P-256', ...der }),
    labels: ({ x, y }) => [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ],
    hash: 'sha256',
    bars: { sync: 0.9, async: 0.8, cold: 2 },
  },
  Ed25519: {
    make: () => generateKeyPairSync('ed25519', der),
    labels: ({ x }) => [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(x)],
    ],
    hash: null,
    bars: { sync: 0.9, async: 0.85, cold: 1.25 },
  },
  RS256: {
    make: () => generateKeyPairSync('rsa', { modulusLength: 2048, ...der }),
    labels: ({ n, e }) => [
      [1, 3],
      [3, -257],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ],
    hash: 'sha256',
    bars: { sync: 0.75, async: 0.7, cold: 2 },
  },
}

const rpId = 'example.org'
const origin = `https://${rpId}`
const challenge = text(randomBytes(32))
const clientData = Buffer.from(
  JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false }),
)
const authData = Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([5, 0, 0, 0, 0])])
const data = new Uint8Array(Buffer.concat([authData, createHash('sha256').update(clientData).digest()]))

function assertion({ make, labels, hash }) {
  const pair = make()
  const keyObject = createPublicKey({ key: pair.publicKey, type: 'spki', format: 'der' })
  const coseKey = encode(new Map(labels(keyObject.export({ format: 'jwk' }))))
  const signature = new Uint8Array(sign(hash, data, pair.privateKey))
  const id = text(randomBytes(32))
  const response = {
    clientDataJSON: text(clientData),
    authenticatorData: text(authData),
    signature: text(signature),
  }
  const options = {
    response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: { id, publicKey: coseKey, counter: 0 },
    requireUserVerification: false,
  }
  return { keyObject, coseKey, signature, options }
}

console.log(`Node ${process.version}, ${process.arch}\n\n${head}`)
for (const [name, algorithm] of Object.entries(algorithms)) {
  const set = Array.from({ length: 16 }, () => assertion(algorithm))
  const { keyObject, coseKey, signature } = set[0]
  const key = parseKey(coseKey)
  const raw = () => {
    if (!verify(algorithm.hash, data, keyObject, signature))
      throw new Error('the anchor refuses an honest signature')
  }
  const { bars } = algorithm
  const sync = await paired(() => verifySignatureSync(key, signature, data), raw)
  console.log(row(`${name}, hot key, sync`, 'crypto.verify', sync, bars.sync))
  console.log(
    row(
      `${name}, hot key, async`,
      'crypto.verify',
      await paired(() => verifySignature(key, signature, data), raw),
      bars.async,
    ),
  )
  let ours = 0
  let theirs = 0
  const cold = await paired(
    () => {
      const one = set[ours++ % set.length]
      return verifySignature(parseKey(one.coseKey.slice()), one.signature, data)
    },
    async () => {
      const { verified } = await verifyAuthenticationResponse(set[theirs++ % set.length].options)
      if (!verified) throw new Error('the anchor refuses an honest assertion')
    },
  )
  console.log(row(`${name}, cold key`, '@simplewebauthn/server 14.0.3', cold, bars.cold))
}
