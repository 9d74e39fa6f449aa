/**
 * The matrix with certificates that OpenSSL has just made, and OpenSSL's verdict on each path. The portable cases run
 * it in every runtime, on certificates made earlier: `LATCHKEY_WRITE_MATRIX=1` writes those anew.
 */
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { parseCertificate } from '../src/certificate.ts'
import { validatePath } from '../src/validate-path.ts'
import { X509Error } from '../src/x509-error.ts'
import { malformedCases, now, type PathCase, pathCases } from './matrix-cases.ts'
import { makeMatrix } from './matrix-certificates.ts'
import { haveOpenssl, isAtLeast, opensslNote, opensslVersion, Workshop } from './openssl.ts'
import { portableCertificates } from './portable-certificates.ts'

const workshop = haveOpenssl ? new Workshop() : undefined
const made = workshop ? makeMatrix(workshop) : new Map<string, Uint8Array>()
afterAll(() => workshop?.close())

const der = (name: string) => made.get(name)!

async function outcome({ chain, anchors, crls, options, now: at = now }: PathCase) {
  try {
    return await validatePath(
      chain.map((name) => parseCertificate(der(name))),
      {
        anchors: anchors.map((name) => parseCertificate(der(name))),
        now: new Date(at),
        ...(crls && { crls: crls.map(der) }),
        ...options,
      },
    )
  } catch (error) {
    if (!X509Error.is(error)) throw error
    return error
  }
}

describe.skipIf(!haveOpenssl)(`paths${opensslNote}`, () => {
  it.each(pathCases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const result = await outcome(one)
    const what = X509Error.is(result) ? `${result.code} ${result.index}` : 'accepted'
    expect(what).toBe(one.expect)
    if (!X509Error.is(result) && one.revocation) expect(result.revocation).toEqual(one.revocation)
  })

  it.each(pathCases.filter(({ notAsked }) => !notAsked).map((one) => [one.name, one] as const))(
    '%s: what OpenSSL says',
    (_, { chain, anchors, crls = [], now: at = now, options, expect: expected, differs, mendedIn }) => {
      const says = workshop!.verify(chain.map(der), anchors.map(der), new Date(at), {
        partial: anchors.some((name) => !name.startsWith('root')),
        crls: crls.map(der),
        allCrls: options?.revocation === 'required' || crls.some((name) => name.startsWith('crl-root')),
      })
      const agrees = (says === undefined) === (expected === 'accepted')
      const mended = mendedIn !== undefined && isAtLeast(opensslVersion, mendedIn)
      expect([agrees, says]).toEqual([differs === undefined || mended, says])
    },
  )

  it.each(malformedCases)('$certificate is refused as $code', ({ certificate, code }) => {
    expect(() => parseCertificate(der(certificate))).toThrow(
      expect.objectContaining({ name: 'X509Error', code }),
    )
  })

  it('is the one that the portable cases run', () => {
    if (process.env.LATCHKEY_WRITE_MATRIX) writePortable()
    else expect(Object.keys(portableCertificates).sort()).toEqual([...made.keys()].sort())
  })
})

function writePortable(): void {
  const rows = [...made].map(
    ([name, bytes]) => `  '${name}':\n    '${Buffer.from(bytes).toString('base64url')}',`,
  )
  const head = [
    '/** Throw-away certificates and CRLs in DER, base64url, written by matrix.test.ts. */',
    'export const portableCertificates: Readonly<Record<string, string>> = {',
  ]
  const file = new URL('portable-certificates.ts', import.meta.url)
  writeFileSync(file, [...head, ...rows, '}', ''].join('\n'))
}
