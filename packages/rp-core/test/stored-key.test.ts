/** A stored key is parsed once for as long as it keeps coming; that must show in nothing but the time. */
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import type { CoseKey } from '@latchkey/cose-keys'
import { describe, expect, it } from 'vitest'
import type { AuthenticationCeremony } from '../src/specification/authentication-ceremony.ts'
import { storedKey } from '../src/specification/stored-key.ts'

const ask = (publicKey: Uint8Array, conformance = false) =>
  storedKey({
    ...{ credential: { publicKey, id: new Uint8Array(16) }, expected: { conformance } },
  } as AuthenticationCeremony)

/** An Ed25519 key of these bytes, which need be no point: that was asked when it was registered. */
function keyOf(x: Uint8Array): Uint8Array {
  const labels: [CborValue, CborValue][] = [
    [1, 1],
    [3, -8],
    [-1, 6],
    [-2, x],
  ]
  return encode(new Map(labels))
}

const numbered = (at: number) =>
  Uint8Array.from({ length: 32 }, (_, place) => (at * (place + 3)) >> (place % 8))
const xOf = (key: ReturnType<typeof ask>) => (key as Extract<CoseKey, { kty: 'OKP' }>).x

describe('storedKey', () => {
  it('gives the same object for the same bytes from the third time on', () => {
    const bytes = keyOf(new Uint8Array(32).fill(9))
    ask(bytes.slice())
    const second = ask(bytes.slice())
    expect(ask(bytes.slice())).toBe(second)
  })

  it('keeps nothing of a key that came once', () => {
    const bytes = keyOf(new Uint8Array(32).fill(11))
    const first = ask(bytes.slice())
    expect(ask(bytes.slice())).not.toBe(first)
  })

  it('gives another key for other bytes that agree where it looks first', () => {
    const [one, other] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(7).with(31, 8)]
    for (const x of [one, one, one, other, other, other, one]) expect(xOf(ask(keyOf(x)))).toEqual(x)
  })

  it('gives one key for one credential as for another, each parsed for itself', () => {
    const publicKey = keyOf(new Uint8Array(32).fill(3))
    const askFor = (id: Uint8Array) =>
      storedKey({ credential: { publicKey, id }, expected: {} } as AuthenticationCeremony)
    const keys = [1, 2, 1, 2, 1, 2].map((byte) => askFor(new Uint8Array(20).fill(byte)))
    expect(keys[4]).toBe(keys[2])
    expect(keys[5]).toBe(keys[3])
    expect(keys[4]).not.toBe(keys[5])
    for (const key of keys) expect(xOf(key)).toEqual(new Uint8Array(32).fill(3))
    for (const id of [new Uint8Array(), new Uint8Array(1), new Uint8Array(3)]) {
      expect(xOf(askFor(id))).toEqual(new Uint8Array(32).fill(3))
    }
  })

  it('looks at the bytes, not at the array that held them', () => {
    const bytes = keyOf(new Uint8Array(32).fill(5))
    for (let times = 0; times < 3; times++) ask(bytes)
    bytes[bytes.length - 1] = 6
    expect(xOf(ask(bytes))).toEqual(new Uint8Array(32).fill(5).with(31, 6))
  })

  it('is right over more keys than it keeps', () => {
    for (let round = 0; round < 4; round++) {
      for (let at = 1; at <= 1500; at++) expect(xOf(ask(keyOf(numbered(at))))).toEqual(numbered(at))
    }
  })

  it('keeps a thousand: a key that stays away makes room, now and then, for one that comes', () => {
    // Bytes 16 to 19 of the key are where it looks first.
    const wordy = (word: number) => {
      const x = new Uint8Array(32).fill(1)
      new DataView(x.buffer).setUint32(4, word)
      return keyOf(x)
    }
    const twice = (word: number) => [ask(wordy(word)), ask(wordy(word))]
    const isKept = (word: number) => {
      const [one, other] = twice(word)
      return one === other
    }
    twice(1)
    expect(isKept(1)).toBe(true)
    for (let word = 2; word <= 1000; word++) twice(word)
    // Full: of sixty-four that come, one is kept.
    const kept = Array.from({ length: 640 }, (_, at) => twice(2000 + at) && isKept(2000 + at))
    expect(kept.filter(Boolean).length).toBeGreaterThan(5)
    expect(kept.filter(Boolean).length).toBeLessThan(100)
    for (let word = 10_000; word < 100_000; word++) twice(word)
    expect(isKept(1)).toBe(false)
  })

  it('says why it refuses a key', () => {
    const key = ask(new Uint8Array(3))
    expect(key).toMatchObject({
      code: 'stored-key-invalid',
      message: expect.stringMatching(/^the stored key is refused: \w+/),
    })
    expect(key).toHaveProperty('cause.name', 'CoseError')
  })

  it('serves nothing to others that a conformance tool was let through with', () => {
    const rs1 = encode(
      new Map<CborValue, CborValue>([
        [1, 3],
        [3, -65535],
        [-1, new Uint8Array(256).fill(0xc1)],
        [-2, Uint8Array.of(1, 0, 1)],
      ]),
    )
    for (let times = 0; times < 3; times++) expect(ask(rs1, true)).toMatchObject({ kty: 'RSA', alg: -65535 })
    for (let times = 0; times < 3; times++) expect(ask(rs1)).toMatchObject({ code: 'stored-key-invalid' })
  })
})
