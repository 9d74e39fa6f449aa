import { decodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { type Certificate, parseCertificate } from '../src/certificate.ts'
import { type PathOptions, validatePath } from '../src/validate-path.ts'
import { X509Error } from '../src/x509-error.ts'
import { now } from './matrix-cases.ts'
import { portableCertificates } from './portable-certificates.ts'

const parsed = (name: string) => parseCertificate(decodeBase64url(portableCertificates[name]!))
const options = (...anchors: string[]): PathOptions => ({ anchors: anchors.map(parsed), now: new Date(now) })
const error = async (chain: readonly Certificate[], given: PathOptions) =>
  validatePath(chain, given).then(
    () => 'accepted',
    (reason: unknown) => {
      if (!X509Error.is(reason)) throw reason
      return reason
    },
  )

describe('validatePath', () => {
  it('gives the path without the anchor, the anchor, and what was not checked', async () => {
    const [leaf, inter] = [parsed('leaf'), parsed('inter')]
    const { anchors, now } = options('root2', 'root')
    const result = await validatePath([leaf, parsed('root2'), inter], { anchors, now })
    expect(result.path).toEqual([leaf, inter])
    expect(result.anchor).toBe(anchors[1])
    expect(result.revocation).toEqual(['not-checked', 'not-checked'])
    expect(result.exceptions).toEqual([])
  })

  it('says why each way ended, the one that came furthest first', async () => {
    const chain = ['leaf-plain', 'inter-fake', 'inter-cross'].map(parsed)
    const reason = (await error(chain, options('root'))) as X509Error
    expect(reason).toMatchObject({ code: 'no-anchor', index: 1 })
    expect(reason.refusals?.map(({ code, index }) => [code, index])).toEqual([
      ['no-anchor', 1],
      ['no-anchor', 2],
    ])
    expect(reason.message).toMatch(/1 other way/)
  })

  it('refuses a certificate that was parsed by an exception, unless the call names it, too', async () => {
    const bytes = decodeBase64url(portableCertificates.leaf!)
    const plain = parseCertificate(bytes)
    const lenient = { ...plain, exceptions: ['named-bits'] } as Certificate
    const chain = [lenient, parsed('inter')]
    expect(await error(chain, options('root'))).toMatchObject({ code: 'exception-not-allowed', index: 0 })
    const result = await validatePath(chain, { ...options('root'), exceptions: ['named-bits'] })
    expect(result.exceptions).toEqual(['named-bits'])
    const { anchors, now } = options('root')
    const anchor = { ...anchors[0]!, exceptions: ['unsorted-name'] } as Certificate
    expect((await validatePath([plain, parsed('inter')], { anchors: [anchor], now })).exceptions).toEqual([
      'unsorted-name',
    ])
  })

  it('judges dates, unless the call says otherwise', async () => {
    const chain = ['leaf', 'inter'].map(parsed)
    const { anchors } = options('root')
    for (const [year, code] of [
      [1990, 'not-yet-valid'],
      [2990, 'expired'],
    ] as const) {
      const at = { anchors, now: new Date(Date.UTC(year)) }
      expect(await error(chain, at)).toMatchObject({ code })
      const { path } = await validatePath(chain, { ...at, dangerouslyIgnoreDates: true })
      expect(path).toEqual(chain)
    }
  })

  it('passes over a broken authority key identifier by exception alone, and says so', async () => {
    const leaf = parsed('leaf')
    const broken = new Map(leaf.extensions).set('2.5.29.35', {
      critical: false,
      value: new Uint8Array([0x05, 0]),
    })
    const chain = [{ ...leaf, extensions: broken }, parsed('inter')]
    expect(await error(chain, options('root'))).toMatchObject({ code: 'bad-extension', index: 0 })
    const exceptions = ['authority-key-identifier']
    expect((await validatePath(chain, { ...options('root'), exceptions })).exceptions).toEqual(exceptions)
  })

  it.each(['2.5.29.14', '2.5.29.17', '2.5.29.30', '2.5.29.31', '2.5.29.32', '1.3.6.1.5.5.7.1.1'])(
    'reads %s, also where nothing depends on it',
    async (oid) => {
      const leaf = parsed('leaf')
      const extensions = new Map(leaf.extensions).set(oid, {
        critical: false,
        value: new Uint8Array([0x05, 0]),
      })
      const reason = await error([{ ...leaf, extensions }, parsed('inter')], options('root'))
      expect(reason).toMatchObject({ code: 'bad-extension', index: 0 })
      extensions.delete(oid)
      expect(await error([{ ...leaf, extensions }, parsed('inter')], options('root'))).toBe('accepted')
    },
  )

  it.each([
    ['no chain', [], {}, 'wrong-type'],
    ['no time', ['leaf'], { now: undefined }, 'wrong-type'],
    ['a time that is none', ['leaf'], { now: new Date(Number.NaN) }, 'wrong-type'],
    ['no anchors', ['leaf'], { anchors: undefined }, 'wrong-type'],
    ['a CRL that is none', ['leaf', 'inter'], { crls: [new Uint8Array(3)] }, 'bad-tag'],
    ['101 certificates', Array.from({ length: 101 }, () => 'leaf'), {}, 'too-complex'],
  ])('refuses %s', async (_, chain, change, code) => {
    const given = { ...options('root'), ...change } as PathOptions
    expect(await error(chain.map(parsed), given)).toMatchObject({ name: 'X509Error', code })
    expect(await error(['leaf', 'inter'].map(parsed), options('root'))).toBe('accepted')
  })
})

describe('a search', () => {
  /** An intermediate under another name, by another name: only names are looked at before signatures. */
  const renamed = (
    certificate: Certificate,
    subject: Certificate,
    issuer: Certificate,
    spki: number,
  ): Certificate => ({
    ...certificate,
    subject: subject.subject,
    issuer: issuer.subject,
    spki: new Uint8Array([spki]),
  })
  const [a, b] = [parsed('inter'), parsed('inter2')]

  it('is given up where there are too many ways, in little time', async () => {
    const mesh = Array.from({ length: 60 }, (_, at) => renamed(a, at % 2 ? a : b, at % 2 ? b : a, at))
    const begun = performance.now()
    const reason = await error([parsed('leaf'), ...mesh], options('root2'))
    expect(reason).toMatchObject({ code: 'too-complex' })
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  it('finds the one way among dozens of cross-signed issuers', async () => {
    const others = Array.from({ length: 60 }, (_, at) => renamed(a, a, b, at))
    expect(await error([parsed('leaf'), ...others, a], options('root'))).toBe('accepted')
  })

  it('goes round no circle', async () => {
    const circle = [renamed(a, a, b, 1), renamed(b, b, a, 2)]
    expect(await error([parsed('leaf'), ...circle], options('root'))).toMatchObject({ code: 'no-anchor' })
  })

  it('verifies no more than a hundred signatures', async () => {
    const fakes = Array.from({ length: 99 }, (_, at) => ({
      ...a,
      spki: new Uint8Array([at]),
      signature: new Uint8Array(8),
    }))
    const anchors = [parsed('root'), parsed('root')]
    const reason = await error([parsed('leaf'), ...fakes], { anchors, now: new Date(now) })
    expect(reason).toMatchObject({ code: 'too-complex' })
  })
})
