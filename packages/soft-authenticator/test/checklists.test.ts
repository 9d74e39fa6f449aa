/** The checklists beside the repository, against the faults: none of either is forgotten. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { vectorsFolder } from '../../../test/vectors.ts'
import { type Fault, type FaultInfo, faults } from '../src/faults/faults.ts'
import type { Format } from '../src/formats.ts'
import { attackFaults } from './attack-faults.ts'
import { conformanceFaults } from './conformance-faults.ts'

type Case = { readonly suite: string; readonly case: string; readonly kind: string }

/** Faults that no entry names, each with its reason. */
const extras: Partial<Record<Fault, string>> = {
  'attestation-object-cut-off': 'Neither list has an attestation object that breaks off.',
  'attestation-object-left-over': 'Neither list has bytes after the attestation object.',
  'sig-over-other-rp': 'Neither list has a U2F signature for another relying party.',
  'sig-over-other-credential': 'Neither list has a U2F signature for another credential.',
  'statement-unknown-member': 'Neither list has a statement with more members than its syntax.',
  'safety-net-version-missing': 'The lists have a version that is empty, and not one that is missing.',
  'u2f-two-certificates': 'Neither list counts the certificates of U2F.',
  'signature-over-client-data-itself': 'Neither list has a signature over a part of what must be signed.',
}

/** The formats that are tested by a suite that is about some of them. */
const formatsOf: Readonly<Record<string, readonly Format[]>> = {
  'ServerAuthenticatorAttestationResponse-Resp-3': ['packed'],
  'ServerAuthenticatorAttestationResponse-Resp-5': ['packed'],
  'ServerAuthenticatorAttestationResponse-Resp-6': ['packed-self'],
  'ServerAuthenticatorAttestationResponse-Resp-7': ['none'],
  'ServerAuthenticatorAttestationResponse-Resp-8': ['fido-u2f'],
  'ServerAuthenticatorAttestationResponse-Resp-9': ['tpm'],
  'ServerAuthenticatorAttestationResponse-Resp-A': ['android-key'],
  'ServerAuthenticatorAttestationResponse-Resp-B': ['android-safetynet'],
}

const cases = read('conformance-cases.json', (text) =>
  (JSON.parse(text) as Case[])
    .filter(({ kind }) => kind === 'negative')
    .map((one) => `${one.suite.replace(/^Server-/, '')} ${one.case}`),
)
const attacks = read('attack-cases.md', (text) => [...text.matchAll(/^\| (AT\d+) \|/gm)].map(([, id]) => id!))
const note = cases && attacks ? '' : ' (skipped: no checklists beside the vectors)'

const byName = new Map<string, FaultInfo>(faults.map((fault) => [fault.name, fault]))
const lists = [
  { list: 'the conformance cases', entries: conformanceFaults },
  { list: 'the attack classes', entries: attackFaults },
]
const allEntries = Object.entries({ ...conformanceFaults, ...attackFaults })
const named = new Set(allEntries.flatMap(([, entry]) => (typeof entry === 'string' ? [] : entry)))

describe.skipIf(!cases || !attacks)(`the checklists${note}`, () => {
  it('have an entry for every negative case, and none is left over', () => {
    expect(cases).toHaveLength(133)
    expect(Object.keys(conformanceFaults).sort()).toEqual(cases!.toSorted())
  })

  it('have an entry for every attack class, and none is left over', () => {
    expect(attacks).toHaveLength(56)
    expect(Object.keys(attackFaults).sort()).toEqual(attacks!.toSorted())
  })
})

describe.each(lists)('the entries for $list', ({ entries }) => {
  const rows = Object.entries(entries).flatMap(([key, entry]) =>
    typeof entry === 'string' ? [] : [{ key, names: entry }],
  )
  const reasons = Object.entries(entries).filter(([, entry]) => typeof entry === 'string')

  it('name faults that there are, each once', () => {
    for (const { key, names } of rows) {
      expect(names.length, key).toBeGreaterThan(0)
      expect(new Set(names).size, key).toBe(names.length)
      for (const name of names) expect(byName.has(name), `${key}: ${name}`).toBe(true)
    }
  })

  it('give reasons that are sentences', () => {
    for (const [key, reason] of reasons) expect(reason, key).toMatch(/^[A-Za-z].*\w.*\.$/)
  })

  it('miss no fault that could be', () => {
    expect(reasons.filter(([, reason]) => String(reason).startsWith('MISSING: '))).toEqual([])
  })
})

describe('the faults', () => {
  it('are of the ceremony and the format of the cases that name them', () => {
    for (const [key, entry] of Object.entries(conformanceFaults)) {
      if (typeof entry === 'string') continue
      const suite = key.split(' ')[0]!
      const ceremony = suite.includes('Attestation') ? 'registration' : 'authentication'
      for (const name of entry) {
        const fault = byName.get(name)
        const goesWith = (format: Format) => fault?.formats?.includes(format) ?? true
        expect(fault?.ceremony, `${key}: ${name}`).toBe(ceremony)
        expect((formatsOf[suite] ?? []).every(goesWith), `${key}: ${name} and its format`).toBe(true)
      }
    }
  })

  it('are named by an entry, or by the extras, and not by both', () => {
    expect(faults.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(Object.keys(extras))
    for (const [name, reason] of Object.entries(extras)) expect(reason, name).toMatch(/\.$/)
  })
})

/** A list that lies beside the vectors, or nothing where there is none. */
function read<Shape>(file: string, parse: (text: string) => Shape): Shape | undefined {
  const path = `${vectorsFolder}/../checklists/${file}`
  return vectorsFolder && existsSync(path) ? parse(readFileSync(path, 'utf8')) : undefined
}
