/** Certificates and signatures before a judge from outside: the system's OpenSSL. Skipped where there is none. */
import { spawnSync } from 'node:child_process'
import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from '@latchkey/cbor-canonical'
import { decodeBase64url, encodePem } from '@latchkey/octets'
import { afterAll, describe, expect, it } from 'vitest'
import type { Fault } from '../src/faults/faults.ts'
import type { Format } from '../src/formats.ts'
import type { Settings } from '../src/presets.ts'
import { makeResponses } from './responses.ts'

const haveOpenssl = spawnSync('openssl', ['version']).status === 0
const note = haveOpenssl ? '' : ' (needs openssl)'

const folder = mkdtempSync(join(tmpdir(), 'soft-authenticator-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openssl(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  return { accepted: status === 0, said: stdout + stderr }
}

const write = (file: string, content: string | Uint8Array) => writeFileSync(join(folder, file), content)
const writeCertificates = (file: string, ders: readonly Uint8Array[]) =>
  write(file, ders.map((der) => encodePem('CERTIFICATE', der)).join('\n'))

async function makeStatement(settings: Settings, algorithm: number, faults: readonly Fault[] = []) {
  const now = () => new Date('2026-06-01T00:00:00Z')
  const { authenticator, registration } = await makeResponses(
    { now, ...settings, algorithm },
    { registration: faults },
  )
  const object = decode(decodeBase64url(registration.response.attestationObject), { profile: 'basic' })
  const statement = (object as Map<string, unknown>).get('attStmt') as Map<string, unknown>
  return { statement, roots: authenticator.attestationRoots }
}

/** From the leaf upwards; SafetyNet has them in the header of its JWS. */
function chainOf(statement: ReadonlyMap<string, unknown>): readonly Uint8Array[] {
  const response = statement.get('response') as Uint8Array | undefined
  if (response === undefined) return statement.get('x5c') as Uint8Array[]
  const header = Buffer.from(new TextDecoder().decode(response).split('.')[0]!, 'base64url')
  return JSON.parse(header.toString()).x5c.map((der: string) => new Uint8Array(Buffer.from(der, 'base64')))
}

async function verifyPath(format: Format, algorithm: number, faults: readonly Fault[] = []) {
  const { statement, roots } = await makeStatement({ format }, algorithm, faults)
  const [leaf, ...others] = chainOf(statement)
  writeCertificates('leaf.pem', [leaf!])
  writeCertificates('root.pem', roots)
  writeCertificates('intermediates.pem', others)
  const untrusted = others.length > 0 ? ['-untrusted', 'intermediates.pem'] : []
  const strict = ['verify', '-x509_strict', '-no-CApath', '-no-CAstore', '-CAfile', 'root.pem']
  return openssl(...strict, ...untrusted, 'leaf.pem')
}

const paths: readonly (readonly [Format, number])[] = [
  ...(['packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple'] as const).map(
    (format) => [format, -7] as const,
  ),
  // Formats whose leaf has the credential key.
  ...[-257, -8, -35].flatMap((algorithm) => [
    ['android-key', algorithm] as const,
    ['apple', algorithm] as const,
  ]),
]

describe.skipIf(!haveOpenssl)(`openssl verify${note}`, () => {
  it.each(paths)('accepts the path of %s with %d', async (format, algorithm) => {
    const { accepted, said } = await verifyPath(format, algorithm)
    expect(said).toMatch(/leaf\.pem: OK/)
    expect(accepted).toBe(true)
  })

  it.each([
    ['certificate-expired', 'certificate has expired'],
    ['certificate-not-yet-valid', 'certificate is not yet valid'],
    ['x5c-leaf-alone', 'unable to get local issuer certificate'],
    ['intermediate-path-length', 'path length constraint exceeded'],
    ['intermediate-name-constraints', 'permitted subtree violation'],
    ['intermediate-by-other-key', 'certificate signature failure'],
    ['certificate-critical-unknown', 'unhandled critical extension'],
  ] as const)('refuses %s', async (fault, reason) => {
    for (const format of ['packed', 'tpm', 'apple'] as const) {
      const { accepted, said } = await verifyPath(format, -7, [fault])
      expect(said).toContain(reason)
      expect(accepted).toBe(false)
    }
  })
})

describe.skipIf(!haveOpenssl)(`the signature over certInfo${note}`, () => {
  it.each([
    ['ES256', {}, -7, 'sha256'],
    ['RS1', { preset: 'windows-hello' }, -65535, 'sha1'],
  ] as const)('of %s verifies, and a flipped bit does not', async (_, more, attestationAlgorithm, digest) => {
    const { statement } = await makeStatement({ format: 'tpm', ...more }, -7)
    expect(statement.get('alg')).toBe(attestationAlgorithm)
    const certInfo = statement.get('certInfo') as Uint8Array
    const signature = statement.get('sig') as Uint8Array
    const spki = new X509Certificate(chainOf(statement)[0]!).publicKey.export({ type: 'spki', format: 'pem' })
    write('public.pem', spki as string)
    write('signature', signature)
    const ask = (data: Uint8Array) => {
      write('certInfo', data)
      const { said } = openssl(
        'dgst',
        `-${digest}`,
        '-verify',
        'public.pem',
        '-signature',
        'signature',
        'certInfo',
      )
      return said.match(/Verified OK|Verification failure/i)?.[0] ?? said
    }
    const flipped = certInfo.with(50, certInfo[50]! ^ 1)
    expect(ask(certInfo)).toBe('Verified OK')
    expect(ask(flipped)).toMatch(/verification failure/i)
    expect(verify(digest, certInfo, createPublicKey(spki), signature)).toBe(true)
  })
})
