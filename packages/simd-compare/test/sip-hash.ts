/**
 * SipHash-1-3 as its paper writes it down, one line a step, on BigInt.
 *
 * @see Aumasson, Bernstein: SipHash, a fast short-input PRF (2012), §2
 */
export function sipHash(key: Uint8Array, message: Uint8Array): bigint {
  const k0 = littleEndian(key, 0)
  const k1 = littleEndian(key, 8)
  let v0 = k0 ^ 0x736f6d6570736575n
  let v1 = k1 ^ 0x646f72616e646f6dn
  let v2 = k0 ^ 0x6c7967656e657261n
  let v3 = k1 ^ 0x7465646279746573n
  const round = () => {
    v0 = add(v0, v1)
    v1 = rotate(v1, 13n) ^ v0
    v0 = rotate(v0, 32n)
    v2 = add(v2, v3)
    v3 = rotate(v3, 16n) ^ v2
    v0 = add(v0, v3)
    v3 = rotate(v3, 21n) ^ v0
    v2 = add(v2, v1)
    v1 = rotate(v1, 17n) ^ v2
    v2 = rotate(v2, 32n)
  }
  const padded = new Uint8Array((message.length & ~7) + 8)
  padded.set(message)
  padded[padded.length - 1] = message.length & 255
  for (let at = 0; at < padded.length; at += 8) {
    const word = littleEndian(padded, at)
    v3 ^= word
    round()
    v0 ^= word
  }
  v2 ^= 0xffn
  for (let rounds = 0; rounds < 3; rounds++) round()
  return v0 ^ v1 ^ v2 ^ v3
}

function littleEndian(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true)
}

function add(a: bigint, b: bigint): bigint {
  return BigInt.asUintN(64, a + b)
}

function rotate(value: bigint, by: bigint): bigint {
  return BigInt.asUintN(64, value << by) | (value >> (64n - by))
}
