import { writeDer } from '@latchkey/x509-path/der'
import { describe, expect, it } from 'vitest'
import type { AttestationOption } from '../src/attestation-option.ts'
import { checkAuthorizations } from '../src/formats/android-authorizations.ts'
import {
  type AuthorizationList,
  type KeyDescription,
  readKeyDescription,
} from '../src/formats/android-key-description.ts'
import { make } from './made.ts'
import { procedureOf } from './statement-input.ts'

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const sequence = (...parts: Uint8Array[]) => writeDer(0x30, join(...parts))
const set = (...parts: Uint8Array[]) => writeDer(0x31, join(...parts))
const integer = (...bytes: number[]) => writeDer(0x02, Uint8Array.from(bytes))
const enumerated = (...bytes: number[]) => writeDer(0x0a, Uint8Array.from(bytes))
const octets = (...bytes: number[]) => writeDer(0x04, Uint8Array.from(bytes))
const nothing = writeDer(0x05, new Uint8Array())
const purpose = (content: Uint8Array) => writeDer(0xa1, content)
const allApplications = (content = nothing) => writeDer(0xbf8458, content)
const origin = (content: Uint8Array) => writeDer(0xbf853e, content)
const osVersion = (content: Uint8Array) => writeDer(0xbf8541, content)

const parts = [
  integer(3),
  enumerated(1),
  integer(4),
  enumerated(2),
  octets(1, 2, 3),
  octets(),
  sequence(),
  sequence(purpose(set(integer(2), integer(3))), origin(integer(0)), osVersion(integer(0x01, 0xad, 0xb0))),
]
const read = (...given: Uint8Array[]) => readKeyDescription(sequence(...given))

describe('readKeyDescription', () => {
  it('reads every field', () => {
    expect(read(...parts)).toEqual({
      attestationVersion: 3,
      attestationSecurityLevel: 'trusted-environment',
      keyMintVersion: 4,
      keyMintSecurityLevel: 'strong-box',
      attestationChallenge: Uint8Array.of(1, 2, 3),
      uniqueId: new Uint8Array(),
      softwareEnforced: { allApplications: false, tags: [] },
      hardwareEnforced: { purpose: [2, 3], origin: 0, allApplications: false, tags: [1, 702, 705] },
    })
    const software = sequence(allApplications())
    expect(read(...parts.with(6, software))?.softwareEnforced).toEqual({ allApplications: true, tags: [600] })
    expect(read(...parts.with(1, enumerated(0)))?.attestationSecurityLevel).toBe('software')
    expect(read(...parts.with(0, integer(0x01, 0x2c)))?.attestationVersion).toBe(300)
    expect(read(...parts.with(0, integer(0x7f, 0xff, 0xff, 0xff)))?.attestationVersion).toBe(0x7fffffff)
  })

  it.each([...parts.keys()])('needs field %d, of its type', (at) => {
    expect(read(...parts.toSpliced(at, 1))).toBeUndefined()
    expect(read(...parts.with(at, nothing))).toBeUndefined()
    expect(read(...parts.slice(0, at))).toBeUndefined()
  })

  it.each([
    ['a field more', [...parts, nothing]],
    ['a level that does not exist', parts.with(1, enumerated(3))],
    ['another level that does not exist', parts.with(3, enumerated(3))],
    ['a level below the first', parts.with(1, enumerated(0xff))],
    ['an integer for a level', parts.with(1, integer(1))],
    ['a negative version', parts.with(0, integer(0xff))],
    ['a huge version', parts.with(2, integer(1, 0, 0, 0, 0))],
    ['purposes that are no set', parts.with(7, sequence(purpose(integer(2))))],
    ['a purpose that is no integer', parts.with(7, sequence(purpose(set(octets(2)))))],
    ['an origin that is no integer', parts.with(7, sequence(origin(octets(0))))],
    ['tags out of order', parts.with(7, sequence(origin(integer(0)), purpose(set(integer(2)))))],
    ['a tag twice', parts.with(7, sequence(origin(integer(0)), origin(integer(2))))],
    ['a tag with nothing in it', parts.with(7, sequence(allApplications(new Uint8Array())))],
    ['a tag with two in it', parts.with(7, sequence(origin(join(integer(0), integer(0)))))],
    ['what has no tag', parts.with(7, sequence(integer(0)))],
    ['an empty list for a tag', parts.with(6, set())],
  ])('refuses %s', (_, given) => expect(read(...given)).toBeUndefined())

  it('is a sequence', () => {
    expect(readKeyDescription(set())).toBeUndefined()
    expect(readKeyDescription(integer(1))).toBeUndefined()
    expect(() => readKeyDescription(Uint8Array.of(0x30, 0x80, 0, 0))).toThrow(
      expect.objectContaining({ name: 'X509Error' }),
    )
  })
})

describe('checkAuthorizations', async () => {
  const made = await make('none')
  const list = (more: Partial<AuthorizationList> = {}): AuthorizationList => ({
    allApplications: false,
    tags: [],
    ...more,
  })
  const good = { purpose: [2], origin: 0 }
  const check = (
    softwareEnforced: Partial<AuthorizationList>,
    hardwareEnforced: Partial<AuthorizationList>,
    options: readonly AttestationOption[] = [],
    attestationSecurityLevel: KeyDescription['attestationSecurityLevel'] = 'trusted-environment',
  ) => {
    const procedure = procedureOf(made, options)
    const lists = { softwareEnforced: list(softwareEnforced), hardwareEnforced: list(hardwareEnforced) }
    try {
      checkAuthorizations(procedure, { attestationSecurityLevel, ...lists } as KeyDescription)
      return procedure.notes.join() || 'accepted'
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as Error).message}`
    }
  }
  const tee: AttestationOption[] = ['android-key-tee-only']
  const empty: AttestationOption[] = ['android-key-empty-authorizations']

  it.each([
    ['hardware alone', {}, good, [], 'accepted'],
    ['software alone', good, {}, [], 'accepted'],
    ['each list with one of them', { origin: 0 }, { purpose: [2] }, [], 'accepted'],
    ['both lists', good, good, [], 'accepted'],
    ['more purposes', {}, { origin: 0, purpose: [3, 2] }, [], 'accepted'],
    ['neither', {}, {}, [], 'claim-refused: the key was not generated in the device'],
    ['no origin', {}, { purpose: [2] }, [], 'claim-refused: the key was not generated in the device'],
    ['no purpose', {}, { origin: 0 }, [], 'claim-refused: the key is not for signing'],
    ['no purpose at all', {}, { origin: 0, purpose: [] }, [], 'claim-refused: the key is not for signing'],
    ['another purpose', {}, { origin: 0, purpose: [3] }, [], 'claim-refused: the key is not for signing'],
    [
      'lists that disagree',
      { origin: 2 },
      good,
      [],
      'claim-refused: the key was not generated in the device',
    ],
    [
      'lists that disagree on the purpose',
      { purpose: [3] },
      good,
      [],
      'claim-refused: the key is not for signing',
    ],
    [
      'every application, by software',
      { ...good, allApplications: true },
      good,
      [],
      'claim-refused: every application may use the key',
    ],
    [
      'every application, by hardware',
      good,
      { ...good, allApplications: true },
      tee,
      'claim-refused: every application may use the key',
    ],
    ['hardware alone, which is wanted', {}, good, tee, 'accepted'],
    [
      'software alone where hardware is wanted',
      good,
      {},
      tee,
      'claim-refused: the key was not generated in the device',
    ],
    ['software that disagrees where hardware is wanted', { origin: 2 }, good, tee, 'accepted'],
    ['neither, by option', {}, {}, empty, 'android-key-empty-authorizations'],
    [
      'no purpose, whatever the option',
      {},
      { origin: 0 },
      empty,
      'claim-refused: the key is not for signing',
    ],
    [
      'no origin, whatever the option',
      { purpose: [2] },
      {},
      empty,
      'claim-refused: the key was not generated in the device',
    ],
    ['both, and the option', {}, good, empty, 'accepted'],
  ] as const)('%s', (_, software, hardware, options, outcome) => {
    expect(check(software, hardware, options)).toBe(outcome)
  })

  it('of a software key', () => {
    expect(check({}, good, [], 'software')).toBe('android-key-software')
    expect(check({}, good, tee, 'software')).toBe(
      'claim-refused: the description is by software, and android-key-tee-only is set',
    )
    expect(check({}, good, tee, 'strong-box')).toBe('accepted')
  })
})
