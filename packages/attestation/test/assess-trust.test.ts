/** What a sound statement must reach, by what a policy requires and names. */
import { decodeBase64url, hash } from '@latchkey/octets'
import type { Format } from '@latchkey/soft-authenticator'
import { parseCertificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import type { AttestationFormat } from '../src/attestation-format.ts'
import { parseAttestationObject } from '../src/attestation-object.ts'
import { compound } from '../src/formats/compound.ts'
import { none } from '../src/formats/none.ts'
import { packed } from '../src/formats/packed.ts'
import { tpm } from '../src/formats/tpm.ts'
import { certificatesOf } from '../src/roots/certificates-of.ts'
import { microsoftTpmRoots } from '../src/roots/microsoft-tpm.ts'
import type { MetadataEntry, MetadataLookup, TrustPolicyConfig } from '../src/trust-policy.ts'
import { refusal } from './cases.ts'
import { withStatement } from './edit.ts'
import { aaguid, judgeMade, make } from './made.ts'

const strangers = certificatesOf(microsoftTpmRoots)
const why = (verdict: Promise<unknown>) =>
  verdict.then(
    () => 'accepted',
    (error: Error & { code?: string; fmt?: string }) => `${error.code} ${error.fmt}: ${error.message}`,
  )
const entry = (more: Partial<MetadataEntry>): MetadataLookup => ({
  find: () => ({ anchors: [], attestationTypes: ['basic_full'], algorithms: [], ...more }),
})

describe('what is required', () => {
  const rows: readonly (readonly [TrustPolicyConfig['require'], Format, 'accepted' | 'refused'])[] = [
    ['none', 'none', 'accepted'],
    ['none', 'packed-self', 'accepted'],
    ['none', 'packed', 'accepted'],
    ['self', 'none', 'refused'],
    ['self', 'packed-self', 'accepted'],
    ['self', 'packed', 'accepted'],
    ['attested', 'none', 'refused'],
    ['attested', 'packed-self', 'refused'],
    ['attested', 'packed', 'accepted'],
    ['metadata', 'none', 'refused'],
    ['metadata', 'packed-self', 'refused'],
    ['metadata', 'packed', 'accepted'],
  ]

  it.each(rows)('of %s, %s is %s', async (require, format, outcome) => {
    const made = await make(format)
    const metadata = entry({ anchors: made.roots })
    const given =
      require === 'metadata'
        ? { metadata }
        : require === 'attested'
          ? { anchors: { packed: made.roots } }
          : {}
    const verdict = judgeMade(made, { anchors: {}, require, ...given })
    if (outcome === 'refused') {
      const [fmt, text] =
        format === 'none'
          ? ['none', 'the policy requires more, and there is no attestation']
          : ['packed', 'the policy requires more, and the credential key signed for itself']
      expect(await why(verdict)).toBe(`not-trusted ${fmt}: ${text}`)
    } else {
      const trusted = require === 'attested' || require === 'metadata'
      expect(await verdict).toMatchObject({ trusted, aaguidAttested: trusted })
    }
  })

  it.each([
    ['none', 'there is no attestation'],
    ['packed-self', 'the credential key signed for itself'],
    ['packed', 'the policy names no anchors for this attestation'],
  ] as const)('and not reached by %s, is told', async (format, reason) => {
    const verdict = await judgeMade(await make(format), { require: 'none', anchors: {} })
    expect(verdict).toMatchObject({ trusted: false, reason, aaguidAttested: false })
  })
})

describe('anchors', () => {
  it('are named by the verdict, with the path that leads to them', async () => {
    const made = await make('packed')
    const { trusted, reason, trustPath, type } = await judgeMade(made)
    expect({ trusted, type }).toEqual({ trusted: true, type: 'basic' })
    expect(reason).toBe(
      'the certificates lead to C=CH,O=Never for production,CN=Software Authenticator Test Root, an anchor of the policy for packed',
    )
    expect(trustPath.map(({ subject }) => subject.attribute('2.5.4.3'))).toEqual([
      ['Software Authenticator'],
      ['Software Authenticator Test Intermediate'],
    ])
    expect(Object.isFrozen(trustPath)).toBe(true)
  })

  it.each(['none', 'self', 'attested'] as const)(
    'judge what has certificates, also where %s is required',
    async (require) => {
      const made = await make('packed')
      expect(await why(judgeMade(made, { require, anchors: { packed: strangers } }))).toMatch(
        /^not-trusted packed: the certificates lead to no anchor of the policy for packed: /,
      )
      expect(await why(judgeMade(made, { require, anchors: { packed: [] } }))).toBe(
        'not-trusted packed: the policy for packed has no anchor for this attestation',
      )
    },
  )

  it('are those of the format', async () => {
    const made = await make('packed')
    const anchors = { tpm: made.roots }
    expect(await why(judgeMade(made, { anchors }))).toBe(
      'not-trusted packed: no anchors are known for this attestation',
    )
    expect(await judgeMade(made, { anchors, require: 'self' })).toMatchObject({ trusted: false })
  })

  it('may be the leaf itself, or the certificate above it', async () => {
    const made = await make('packed')
    const { attStmt } = parseAttestationObject(made.attestationObject)
    for (const der of attStmt.get('x5c') as Uint8Array[]) {
      const anchors = { packed: [parseCertificate(der)] }
      expect(await judgeMade(made, { anchors })).toMatchObject({ trusted: true })
    }
  })

  it('are looked at at the time given, and by the revocation lists given', async () => {
    const made = await make('packed')
    const crls = [Uint8Array.of(0x30, 0)]
    expect(await refusal(judgeMade(made, { crls }))).toBe('not-trusted @ trust')
    expect(await refusal(judgeMade(made, { crls, revocation: 'off' }))).toBe('accepted')
    expect(await why(judgeMade(made, { revocation: 'required' }))).toMatch(/no CRL covers the certificate$/)
    expect(await refusal(judgeMade(made, { revocation: 'when-available' }))).toBe('accepted')
  })

  it('are refused with the cause', async () => {
    const made = await make('packed')
    await expect(judgeMade(made, { anchors: { packed: strangers } })).rejects.toMatchObject({
      step: 'trust',
      cause: { name: 'X509Error', code: 'no-anchor' },
    })
  })
})

describe('metadata', () => {
  it('are looked up by the AAGUID that the statement vouches for', async () => {
    const made = await make('packed')
    const asked: unknown[] = []
    const metadata: MetadataLookup = {
      find: (key) => {
        asked.push(key)
        return { anchors: made.roots, attestationTypes: ['basic_full'], algorithms: [] }
      },
    }
    const verdict = await judgeMade(made, { require: 'metadata', anchors: {}, metadata })
    expect(asked).toEqual([{ aaguid }])
    expect(verdict).toMatchObject({ trusted: true, aaguidAttested: true })
    expect(verdict.reason).toMatch(/, an anchor of the metadata of the model$/)
  })

  it('of a U2F key are looked up by its attestation key, and its AAGUID stays a claim', async () => {
    const made = await make('fido-u2f')
    const asked: { certificateKeyIdentifier?: Uint8Array }[] = []
    const metadata: MetadataLookup = {
      find: (key) => {
        asked.push(key)
        return { anchors: made.roots, attestationTypes: ['basic_full'], algorithms: [] }
      },
    }
    const verdict = await judgeMade(made, { require: 'metadata', anchors: {}, metadata })
    const { x, y } = verdict.trustPath[0]!.publicKey as { x: string; y: string }
    const point = Uint8Array.of(4, ...decodeBase64url(x), ...decodeBase64url(y))
    expect(asked).toEqual([{ certificateKeyIdentifier: hash('sha-1', point) }])
    expect(verdict).toMatchObject({ trusted: true, aaguidAttested: false })
  })

  it('bring the only anchors of a model: a chain of another maker is refused under it', async () => {
    const made = await make('packed')
    const policy = { require: 'metadata', anchors: {}, metadata: entry({ anchors: strangers }) } as const
    expect(await why(judgeMade(made, policy))).toMatch(/lead to no anchor of the metadata of the model/)
    // Nor do anchors of the policy help.
    expect(await why(judgeMade(made, { ...policy, anchors: { packed: made.roots } }))).toMatch(
      /lead to no anchor of the metadata of the model/,
    )
  })

  it('refuse a model, whatever is required', async () => {
    const made = await make('packed')
    const metadata = entry({ anchors: made.roots, refused: 'REVOKED' })
    for (const require of ['none', 'metadata'] as const) {
      expect(await why(judgeMade(made, { require, anchors: {}, metadata }))).toBe(
        'not-trusted packed: metadata refuses the model: REVOKED',
      )
    }
  })

  it('say which attestations a model makes', async () => {
    const made = await make('packed')
    for (const type of ['basic_full', 'attca', 'anonca', 'ecdaa']) {
      const metadata = entry({ anchors: made.roots, attestationTypes: ['basic_surrogate', type] })
      expect(await refusal(judgeMade(made, { anchors: {}, metadata }))).toBe('accepted')
    }
    const metadata = entry({ anchors: made.roots, attestationTypes: ['basic_surrogate'] })
    expect(await why(judgeMade(made, { anchors: {}, metadata }))).toBe(
      'not-trusted packed: by its metadata, the model makes no such attestation',
    )
  })

  it('may know nothing of a model', async () => {
    const made = await make('packed')
    const metadata = { find: () => undefined }
    expect(await why(judgeMade(made, { require: 'metadata', anchors: {}, metadata }))).toBe(
      'not-trusted packed: the model has no metadata',
    )
    expect(await refusal(judgeMade(made, { require: 'none', anchors: {}, metadata }))).toBe('accepted')
    expect(await judgeMade(made, { metadata })).toMatchObject({ trusted: true })
  })
})

describe('the list of what is allowed', () => {
  const other = new Uint8Array(16).fill(9)

  it('names authorities, each with its models', async () => {
    const made = await make('packed')
    const anchor = made.roots[0]!
    const judge = (aaguids: readonly Uint8Array[] | 'any') =>
      judgeMade(made, { anchors: {}, allow: [{ anchor, aaguids }] })
    expect(await judge('any')).toMatchObject({ trusted: true })
    expect((await judge([other, aaguid])).reason).toMatch(/, an anchor of the list of those allowed$/)
    expect(await why(judge([other]))).toBe(
      'not-trusted packed: the list of those allowed has no anchor for this attestation',
    )
    expect(await refusal(judgeMade(made, { anchors: {}, allow: [] }))).toBe('not-trusted @ trust')
  })

  it('narrows the anchors of the format, and does not add to them', async () => {
    const made = await make('packed')
    const [stranger] = strangers
    const allow = [
      { anchor: stranger!, aaguids: [aaguid] },
      { anchor: made.roots[0]!, aaguids: [other] },
    ]
    expect(await why(judgeMade(made, { allow }))).toMatch(/lead to no anchor of the list of those allowed/)
    const { reason } = await judgeMade(made, { allow: [{ anchor: made.roots[0]!, aaguids: 'any' }] })
    expect(reason).toMatch(/of the policy for packed, and to .* of the list of those allowed$/)
  })

  it('never goes by the AAGUID of a U2F key', async () => {
    const made = await make('fido-u2f')
    const allow = (aaguids: readonly Uint8Array[] | 'any') => ({
      allow: [{ anchor: made.roots[0]!, aaguids }],
    })
    expect(await refusal(judgeMade(made, allow([new Uint8Array(16)])))).toBe('not-trusted @ trust')
    expect(await judgeMade(made, allow('any'))).toMatchObject({ trusted: true, aaguidAttested: false })
  })
})

describe('a format of one’s own', () => {
  const own: AttestationFormat = {
    fmt: 'packed',
    async verify(input) {
      const { chain: _, ...statement } = await packed.verify(input)
      return statement
    },
  }

  it('reaches what it says', async () => {
    const made = await make('packed')
    const verdict = await judgeMade(made, { require: 'none', anchors: {} }, [own])
    expect(verdict).toMatchObject({ fmt: 'packed', type: 'basic', trusted: false })
  })

  it('is not trusted without a way to judge its path', async () => {
    expect(await why(judgeMade(await make('packed'), {}, [own]))).toBe(
      'not-trusted packed: the format cannot judge its trust path',
    )
  })

  it('lets out what it throws itself', async () => {
    const broken: AttestationFormat = {
      fmt: 'packed',
      verify: async (input) => ({
        ...(await packed.verify(input)),
        chain: {
          leadsTo: async () => {
            throw new TypeError('broken')
          },
        },
      }),
    }
    await expect(judgeMade(await make('packed'), {}, [broken])).rejects.toThrow(TypeError)
  })
})

describe('compound', () => {
  const withAll = [none, packed, tpm, compound([none, packed, tpm])]
  const withAny = [none, packed, tpm, compound([none, packed, tpm], 'any')]

  it('reaches what all of its statements reach', async () => {
    const made = await make('compound')
    const verdict = await judgeMade(made, {}, withAll)
    expect(verdict).toMatchObject({ fmt: 'compound', type: 'basic', trusted: true, aaguidAttested: true })
    expect(verdict.reason).toMatch(
      /of the policy for packed; the certificates lead to .* of the policy for tpm$/,
    )
    expect(await why(judgeMade(made, { anchors: { packed: made.roots, tpm: strangers } }, withAll))).toMatch(
      /^not-trusted tpm: the certificates lead to no anchor of the policy for tpm/,
    )
    expect(await judgeMade(made, { require: 'none', anchors: {} }, withAll)).toMatchObject({
      trusted: false,
      aaguidAttested: false,
    })
  })

  it('reaches by option what one of them reaches', async () => {
    const made = await make('compound')
    const anchors = { packed: strangers, tpm: made.roots }
    const verdict = await judgeMade(made, { anchors }, withAny)
    expect(verdict).toMatchObject({ type: 'attca', trusted: true, aaguidAttested: true })
    expect(verdict.trustPath[0]!.subject.toString()).toBe('')
    expect(verdict.reason).toMatch(/^the certificates lead to .* of the policy for tpm$/)
    expect(await why(judgeMade(made, { anchors: { packed: strangers, tpm: strangers } }, withAny))).toMatch(
      /^not-trusted packed/,
    )
  })

  it('with none among them is attested by option alone', async () => {
    const made = await make('compound', { faults: ['compound-with-none'] })
    expect(await why(judgeMade(made, {}, withAll))).toMatch(/^not-trusted none/)
    expect(await judgeMade(made, {}, withAny)).toMatchObject({ trusted: true, type: 'basic' })
    const reversed = withStatement(made, (statement) => [...statement.values()].reverse())
    for (const formats of [withAll, withAny]) {
      const verdict = await judgeMade(reversed, { require: 'none' }, formats)
      expect(verdict).toMatchObject({ trusted: true, type: 'basic', aaguidAttested: true })
      expect(verdict.trustPath).toHaveLength(2)
      const untrusted = await judgeMade(reversed, { require: 'none', anchors: {} }, formats)
      expect(untrusted).toMatchObject({ trusted: false, type: 'none', aaguidAttested: false, trustPath: [] })
    }
  })

  it('with a broken or unknown statement is sound by option alone, and says what is wrong with it', async () => {
    const made = await make('compound')
    const edited = withStatement({ ...made }, () => [])
    expect(await refusal(judgeMade(edited, {}, withAny))).toBe(
      'statement-malformed @ there are two statements or more',
    )
    for (const [fault, code] of [
      ['compound-broken', 'statement-malformed'],
      ['compound-unknown', 'unsupported-format'],
    ] as const) {
      const broken = await make('compound', { faults: [fault] })
      expect(await refusal(judgeMade(broken, {}, withAll))).toBe(`${code} @ every statement is sound`)
      const { trusted, details } = await judgeMade(broken, {}, withAny)
      expect(trusted).toBe(true)
      expect(details).toMatchObject([{ fmt: 'packed', statement: { type: 'basic' } }, { error: { code } }])
    }
  })

  it('is refused where none of them is sound', async () => {
    const made = await make('compound')
    expect(await refusal(judgeMade(made, {}, [compound([], 'any')]))).toBe(
      'unsupported-format @ one of the statements is sound',
    )
  })
})
