/** Every bit of an attestation, flipped: nothing is accepted but what the format does not sign. */
import type { Format } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { AttestationError } from '../src/attestation-error.ts'
import { judgeMade, type Made, make } from './made.ts'

const formats: readonly Format[] = [
  ...(['none', 'packed-self', 'packed', 'tpm', 'android-key', 'android-safetynet'] as const),
  ...(['fido-u2f', 'apple', 'compound'] as const),
]

/** Every bit, unless a run that is about something else takes longer steps. */
const step = Number(process.env.LATCHKEY_FLIP_STEP ?? 1)

/** Where the bytes of a member begin, and where they end. */
function placeOf({ attestationObject }: Made, name: string, headLength: number, length: number) {
  const text = Buffer.from(attestationObject).indexOf(name, 0, 'latin1')
  const from = text + name.length + headLength
  return (at: number) => at >= from && at < from + length
}

/** What a format leaves unsigned, in the attestation object and in the hash of the client data. */
const unsigned: Partial<Record<Format, (made: Made) => readonly [(at: number) => boolean, hash: boolean]>> = {
  // All of it, as long as it parses.
  none: (made) => [placeOf(made, 'authData', 2, made.attestationObject.length), true],
  // Flags and counter.
  'fido-u2f': (made) => {
    const authData = placeOf(made, 'authData', 2, 37)
    const rpIdHash = placeOf(made, 'authData', 2, 32)
    return [(at) => authData(at) && !rpIdHash(at), false]
  },
  // The version of the services.
  'android-safetynet': (made) => [placeOf(made, 'cver', 1, 9), false],
}

async function accepts(made: Made): Promise<boolean> {
  try {
    await judgeMade(made)
    return true
  } catch (error) {
    if (AttestationError.is(error)) return false
    throw error
  }
}

describe('an attestation with one bit flipped', () => {
  it.each(formats)('%s', { timeout: 600_000 }, async (format) => {
    const made = await make(format)
    expect(await accepts(made)).toBe(true)
    const [isUnsigned, isHashUnsigned] = unsigned[format]?.(made) ?? [() => false, false]
    const accepted: string[] = []
    const flip = (bytes: Uint8Array, bit: number) => bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)))
    const { attestationObject, clientDataHash } = made
    for (let bit = 0; bit < attestationObject.length * 8; bit += step) {
      if (isUnsigned(bit >> 3)) continue
      if (await accepts({ ...made, attestationObject: flip(attestationObject, bit) }))
        accepted.push(`object ${bit}`)
    }
    for (let bit = 0; bit < 256; bit += step) {
      const isAccepted = await accepts({ ...made, clientDataHash: flip(clientDataHash, bit) })
      if (isAccepted !== isHashUnsigned) accepted.push(`hash ${bit}`)
    }
    expect(accepted).toEqual([])
  })

  it('is accepted in the flags and the counter of fido-u2f, and vouches for nothing', async () => {
    const made = await make('fido-u2f')
    const at = Buffer.from(made.attestationObject).indexOf('authData', 0, 'latin1') + 10
    for (const [offset, mask] of [
      [32, 0x04], // UV
      [32, 0x08], // BE
      [36, 0x01], // counter
    ] as const) {
      const attestationObject = made.attestationObject.with(
        at + offset,
        made.attestationObject[at + offset]! ^ mask,
      )
      expect(await judgeMade({ ...made, attestationObject })).toMatchObject({
        trusted: true,
        aaguidAttested: false,
      })
    }
  })
})
