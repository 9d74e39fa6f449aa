/**
 * RSA for tests: keys of a seed, and signatures, on big integers. Nothing here is hardened against anything.
 *
 * @see RFC 8017 §8.1.1, §8.2.1, §9.1.1, §9.2
 */
import { concat, decodeHex, encodeHex, type HashName, hash } from '@latchkey/octets'
import type { Random } from './random.ts'

/** Big-endian, without leading zeros. */
export type RsaNumbers = { readonly n: Uint8Array; readonly e: Uint8Array; readonly d: Uint8Array }

const exponent = 65_537n

export function makeRsaKey(random: Random, bits: number): RsaNumbers {
  for (;;) {
    const p = makePrime(random, bits / 2)
    const q = makePrime(random, bits / 2)
    if (p !== q) return rsaNumbers(p, q)
  }
}

export function rsaNumbers(p: bigint, q: bigint): RsaNumbers {
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  return { n: toBytes(p * q), e: toBytes(exponent), d: toBytes(d) }
}

/** Signs by RSASSA-PKCS1-v1_5, or by RSASSA-PSS with a salt as long as the hash, which hangs on the data alone. */
export function rsaSigner(
  { n, d }: RsaNumbers,
  name: HashName,
  pss: boolean,
): (data: Uint8Array) => Uint8Array {
  const modulus = toBigInt(n)
  const bits = modulus.toString(2).length
  return (data) => {
    const padded = pss ? padPss(data, name, bits - 1) : padPkcs1(data, name, n.length)
    return toBytes(power(toBigInt(padded), toBigInt(d), modulus), n.length)
  }
}

/** DigestInfo up to the digest. @see RFC 8017 §9.2, note 1 */
const digestInfos: Readonly<Record<HashName, string>> = {
  'sha-1': '3021300906052b0e03021a05000414',
  'sha-256': '3031300d060960864801650304020105000420',
  'sha-384': '3041300d060960864801650304020205000430',
  'sha-512': '3051300d060960864801650304020305000440',
}

function padPkcs1(data: Uint8Array, name: HashName, size: number): Uint8Array {
  const info = concat(decodeHex(digestInfos[name]), hash(name, data))
  const fill = new Uint8Array(size - info.length - 3).fill(0xff)
  return concat(Uint8Array.of(0, 1), fill, Uint8Array.of(0), info)
}

function padPss(data: Uint8Array, name: HashName, bits: number): Uint8Array {
  const digest = hash(name, data)
  const salt = hash(name, digest)
  const size = Math.ceil(bits / 8)
  const tail = hash(name, concat(new Uint8Array(8), digest, salt))
  const block = new Uint8Array(size - tail.length - 1)
  block.set(concat(Uint8Array.of(1), salt), block.length - salt.length - 1)
  const masked = block.map((byte, at) => byte ^ maskOf(tail, name, block.length)[at]!)
  masked[0]! &= 0xff >> (8 * size - bits)
  return concat(masked, tail, Uint8Array.of(0xbc))
}

/** MGF1. */
function maskOf(seed: Uint8Array, name: HashName, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let count = 0, made = 0; made < length; count++) {
    const block = hash(name, concat(seed, Uint8Array.of(0, 0, 0, count)))
    blocks.push(block)
    made += block.length
  }
  return concat(...blocks)
}

function makePrime(random: Random, bits: number): bigint {
  for (;;) {
    const bytes = random.bytes(bits / 8)
    // The two top bits make the product of two primes as long as it must be.
    bytes[0]! |= 0xc0
    bytes[bytes.length - 1]! |= 1
    let candidate = toBigInt(bytes)
    for (let tries = 0; tries < 500; tries++, candidate += 2n) {
      if (candidate % exponent !== 1n && isPrime(candidate, random)) return candidate
    }
  }
}

function isPrime(candidate: bigint, random: Random): boolean {
  for (const small of smallPrimes) if (candidate % small === 0n) return false
  let odd = candidate - 1n
  let twos = 0
  for (; odd % 2n === 0n; odd /= 2n) twos++
  for (let round = 0; round < 5; round++) {
    const witness = 2n + (toBigInt(random.bytes(16)) % (candidate - 4n))
    let x = power(witness, odd, candidate)
    if (x === 1n || x === candidate - 1n) continue
    let composite = true
    for (let step = 1; step < twos && composite; step++) {
      x = (x * x) % candidate
      composite = x !== candidate - 1n
    }
    if (composite) return false
  }
  return true
}

const smallPrimes = /* @__PURE__ */ primesBelow(2_000)

function primesBelow(limit: number): readonly bigint[] {
  const primes: bigint[] = []
  for (let number = 3n; number < limit; number += 2n) {
    if (primes.every((prime) => number % prime !== 0n)) primes.push(number)
  }
  return primes
}

function power(base: bigint, exponentOf: bigint, modulus: bigint): bigint {
  let result = 1n
  let factor = base % modulus
  for (const bit of [...exponentOf.toString(2)].reverse()) {
    if (bit === '1') result = (result * factor) % modulus
    factor = (factor * factor) % modulus
  }
  return result
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return ((x % modulus) + modulus) % modulus
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(bytes)}`)
}

function toBytes(value: bigint, size = Math.ceil(value.toString(16).length / 2)): Uint8Array {
  return decodeHex(value.toString(16).padStart(2 * size, '0'))
}
