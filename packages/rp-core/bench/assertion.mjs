/** Assertions to measure with: each by a key of its own, or many by one. */
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  generatePrimeSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { encode } from '@latchkey/cbor-canonical'
import { decodeBase64url, encodeBase64url, sha256 } from '@latchkey/octets'

const rpId = 'example.org'
const origin = `https://${rpId}`

/**
 * By way of DER: Node 20 waits for itself for ever where the garbage collector comes by while a key that it has just
 * generated is exported as JWK.
 */
function privateKey(type, options) {
  const encodings = {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }
  return createPrivateKey(generateKeyPairSync(type, { ...options, ...encodings }).privateKey)
}

const fromJwk = (value) => new Uint8Array(Buffer.from(value, 'base64url'))

/** What a key is of: how one is made, how it signs, and its COSE_Key. */
export const algorithms = {
  ES256: {
    id: -7,
    hash: 'sha256',
    make: () => privateKey('ec', { namedCurve: 'P-256' }),
    labels: ({ x, y }) => [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, fromJwk(x)],
      [-3, fromJwk(y)],
    ],
  },
  Ed25519: {
    id: -8,
    hash: null,
    make: () => privateKey('ed25519', {}),
    labels: ({ x }) => [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, fromJwk(x)],
    ],
  },
  RS256: {
    id: -257,
    hash: 'sha256',
    make: () => createPrivateKey({ format: 'jwk', key: ofTwoPrimes() }),
    labels: ({ n, e }) => [
      [1, 3],
      [3, -257],
      [-1, fromJwk(n)],
      [-2, fromJwk(e)],
    ],
  },
}

/** An assertion, as both sides take it; `key` and the rest where they are there already. */
export function assertion(
  { id: algorithm, hash, make, labels },
  key = make(),
  challenge = randomBytes(32),
  credentialId = new Uint8Array(randomBytes(32)),
) {
  const publicKey = encode(new Map(labels(publicPart(key))))
  const clientData = new TextEncoder().encode(
    JSON.stringify({
      type: 'webauthn.get',
      challenge: challenge.toString('base64url'),
      origin,
      crossOrigin: false,
    }),
  )
  const authData = Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Buffer.from([0x1d, 0, 0, 0, 0]),
  ])
  const data = Buffer.concat([authData, sha256(clientData)])
  const signature = sign(hash, data, key)
  const id = encodeBase64url(credentialId)
  const response = {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: encodeBase64url(clientData),
      authenticatorData: encodeBase64url(authData),
      signature: encodeBase64url(signature),
      userHandle: 'dXNlcg',
    },
  }
  return {
    key,
    algorithm,
    data,
    signature,
    response,
    ours: ours({ response, challenge, publicKey }),
    theirs: theirs({ response, publicKey }),
  }
}

/** A record as it comes out of a database: objects of its own. */
export function ours({ response, challenge, publicKey }) {
  const id = decodeBase64url(response.id)
  const userHandle = decodeBase64url(response.response.userHandle)
  const credential = {
    type: 'public-key',
    id,
    publicKey,
    signCount: 0,
    transports: ['internal'],
    uvInitialized: true,
    backupEligible: true,
    backupState: true,
    rpId,
    userHandle,
    aaguid: new Uint8Array(16),
    registeredWithUserVerification: true,
    version: 0,
  }
  const expected = {
    challenge: new Uint8Array(challenge),
    rpId,
    origins: [origin],
    userVerification: 'required',
    allowCredentials: [id],
    userHandle,
  }
  return { response, credential, expected }
}

export function theirs({ response, publicKey }) {
  return {
    response,
    expectedChallenge: JSON.parse(Buffer.from(response.response.clientDataJSON, 'base64url')).challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: { id: response.id, publicKey, counter: 0 },
  }
}

function publicPart(key) {
  const { d, p, q, dp, dq, qi, ...rest } = key.export({ format: 'jwk' })
  return rest
}

const primes = []
const pairs = []

/** RSA keys are slow to make: each pair of a few dozen primes is a key of its own. */
function ofTwoPrimes() {
  while (pairs.length === 0) morePrimes()
  const [p, q] = pairs.pop()
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  return {
    kty: 'RSA',
    e: 'AQAB',
    ...members({ n: [p * q, 256], d: [d, 256], p: [p, 128], q: [q, 128] }),
    ...members({ dp: [d % (p - 1n), 128], dq: [d % (q - 1n), 128], qi: [inverse(q, p), 128] }),
  }
}

const exponent = 65537n

function morePrimes() {
  const prime = generatePrimeSync(1024, { bigint: true })
  // Both of the upper two bits are set, so that every product has 2,048 bits.
  if (prime >> 1022n !== 3n || (prime - 1n) % exponent === 0n) return
  for (const other of primes) pairs.push([prime, other])
  primes.push(prime)
}

function inverse(value, modulus) {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 0n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x]
  return ((y % modulus) + modulus) % modulus
}

function members(numbers) {
  const text = ([number, length]) =>
    Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex').toString('base64url')
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, text(number)]))
}
