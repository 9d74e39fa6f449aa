/** What the ceremonies of the test data need to be judged: anchors, options and the instant. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readVectors, vectorsFolder } from './vectors.ts'

export type Judged = {
  readonly needs?: readonly string[]
  readonly time?: { readonly validAt?: string | null }
  readonly trustAnchors?: readonly Anchor[]
}

type Anchor = { readonly sha256?: string; readonly pem?: string }

/** What a case needs, in options of attestation. */
const options = [
  [/^(RS1|ML-DSA|Ed448|accept TPM manufacturer)/, undefined],
  [/^accept android-key/, 'android-key-empty-authorizations'],
  [/^accept non-zero AAGUID/, 'fido-u2f-nonzero-aaguid'],
] as const

export type NeededOption = NonNullable<(typeof options)[number][1]>

export function optionsFor({ needs = [] }: Judged): readonly NeededOption[] {
  return needs.flatMap((need) => {
    const row = options.find(([pattern]) => pattern.test(need))
    if (row === undefined) throw new Error(`no option is known for "${need}"`)
    return row[1] ? [row[1]] : []
  })
}

/** The instant at which the certificates of a case are judged. */
export const instantOf = ({ time }: Judged) => new Date(time?.validAt ?? '2025-01-01T00:00:00Z')

/** The certificates that a case would have trusted, in DER. */
export const anchorsOf = ({ trustAnchors = [] }: Judged): readonly Uint8Array[] => trustAnchors.map(rootOf)

const roots = new Map<string, Uint8Array>()

function rootOf({ sha256 = '', pem }: Anchor): Uint8Array {
  if (pem) return certificatesIn(pem)[0]!
  if (roots.size === 0) readRoots()
  return roots.get(sha256)!
}

function readRoots(): void {
  for (const { file } of readVectors<{ file: string }[]>('webauthn/roots/index.json')!) {
    for (const der of certificatesIn(readFileSync(`${vectorsFolder}/webauthn/${file}`, 'latin1'))) {
      roots.set(createHash('sha256').update(der).digest('hex'), der)
    }
  }
  for (const name of ['mds-entry-roots', 'tpm-vendor-roots']) {
    for (const row of readVectors<{ sha256: string; der: string }[]>(`webauthn/roots/${name}.json`)!) {
      roots.set(row.sha256, new Uint8Array(Buffer.from(row.der, 'base64')))
    }
  }
}

const certificatesIn = (pem: string): Uint8Array[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)].map(
    ([, body]) => new Uint8Array(Buffer.from(body!, 'base64')),
  )
