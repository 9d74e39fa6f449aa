/** Paths of real devices, as WebAuthn registrations carry them. */
import { readFileSync } from 'node:fs'
import { type CborValue, decode } from '@latchkey/cbor-canonical'
import { decodeBase64url, decodePem, encodeHex, hash } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsFolder, vectorsNote } from '../../../test/vectors.ts'
import { parseCertificate } from '../src/certificate.ts'
import { certificateExceptions as exceptions } from '../src/exceptions.ts'
import { validatePath } from '../src/validate-path.ts'

type Anchor = { sha256?: string; pem?: string; how?: string }
type Case = {
  name: string
  fmt: string
  response: { response: { attestationObject: string } }
  time?: { validAt?: string }
  trustAnchors?: Anchor[]
}

const files = ['registration-positive', 'derived-registration-positive', 'w3c/cases']
const cases = files
  .flatMap((file) => readVectors<{ cases: Case[] }>(`webauthn/${file}.json`)?.cases ?? [])
  .filter(({ trustAnchors = [], response }) => trustAnchors.length > 0 && x5cOf(response).length > 0)

describe.skipIf(cases.length === 0)(`paths of devices${vectorsNote}`, () => {
  it('are of several formats', () => {
    expect([...new Set(cases.map(({ fmt }) => fmt))]).toEqual(
      expect.arrayContaining(['packed', 'tpm', 'android-key', 'apple', 'fido-u2f']),
    )
  })

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { response, trustAnchors, time }) => {
    const chain = x5cOf(response).map((der) => parseCertificate(der, { exceptions }))
    const anchors = trustAnchors!.flatMap(anchorOf).map((der) => parseCertificate(der, { exceptions }))
    const now = new Date(time?.validAt ?? '2026-01-01T00:00:00Z')
    const result = await validatePath(chain, { anchors, now, exceptions })
    expect(result.path[0]).toBe(chain[0])
    expect(anchors).toContain(result.anchor)
    const strangers = cases.flatMap((one) => one.trustAnchors!.flatMap(anchorOf))
    const others = strangers
      .filter((der) => !anchors.some((anchor) => encodeHex(anchor.der) === encodeHex(der)))
      .map((der) => parseCertificate(der, { exceptions }))
      .filter(({ subject }) => !anchors.some((anchor) => anchor.subject.toString() === subject.toString()))
    expect(others.length).toBeGreaterThan(5)
    await expect(validatePath(chain, { anchors: others, now, exceptions })).rejects.toMatchObject({
      name: 'X509Error',
      code: 'no-anchor',
    })
  })
})

function x5cOf({ response: { attestationObject } }: Case['response']): Uint8Array[] {
  const object = decode(decodeBase64url(attestationObject), { profile: 'basic' }) as ReadonlyMap<
    CborValue,
    CborValue
  >
  const statement = object.get('attStmt') as ReadonlyMap<CborValue, CborValue>
  return (statement.get('x5c') as Uint8Array[] | undefined) ?? []
}

function anchorOf({ sha256, pem }: Anchor): Uint8Array[] {
  if (pem) return decodePem(pem).map(({ der }) => der)
  return [...roots()].filter((der) => encodeHex(hash('sha-256', der)) === sha256)
}

function roots(): Uint8Array[] {
  type Row = { file?: string; pem?: string; der?: string; derBase64?: string }
  const lists = ['index', 'tpm-vendor-roots', 'mds-entry-roots'].flatMap(
    (file) => readVectors<Row[]>(`webauthn/roots/${file}.json`) ?? [],
  )
  return lists.flatMap((row) => {
    if (row.file) {
      const text = readFileSync(`${vectorsFolder}/webauthn/${row.file}`, 'utf8')
      return decodePem(text).map(({ der }) => der)
    }
    const base64 = Object.values(row).find(
      (value) => typeof value === 'string' && /^MI[\w+/]{200,}/.test(value),
    )
    return base64 ? [new Uint8Array(Buffer.from(base64, 'base64'))] : []
  })
}
