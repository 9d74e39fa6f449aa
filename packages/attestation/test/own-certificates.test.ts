/** Statements by certificates of our own making: what only their makers could sign otherwise. */
import { sign } from 'node:crypto'
import { concat, encodeBase64url, hash } from '@latchkey/octets'
import { parseCertificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { parseAttestationObject } from '../src/attestation-object.ts'
import { refusal } from './cases.ts'
import { withStatement } from './edit.ts'
import { judgeMade, type Made, make, now } from './made.ts'
import {
  type CertificateParts,
  hostName,
  type Key,
  makeCertificate,
  makeExtension,
  makeKey,
} from './make-certificate.ts'

const key = makeKey()
const signedData = ({ attestationObject, clientDataHash }: Made) =>
  concat(parseAttestationObject(attestationObject).authData, clientDataHash)
/** What a certificate attests without an anchor is sound, and not trusted. */
const untrusted = { require: 'none', anchors: {} } as const

describe('packed', () => {
  const subject = [
    [6, 'CH'],
    [10, 'Maker'],
    [11, 'Authenticator Attestation'],
    [3, 'Model'],
  ] as const

  async function packed(parts: Partial<CertificateParts>, above: readonly Uint8Array[] = []): Promise<Made> {
    const made = await make('packed')
    const sig = new Uint8Array(sign('sha256', signedData(made), key.privateKey))
    const leaf = makeCertificate({ subject, key, ...parts })
    return withStatement(made, (statement) => statement.set('sig', sig).set('x5c', [leaf, ...above]))
  }

  it('shows a firmware version', async () => {
    const firmware = makeExtension('060b2b0601040182e51c010105', Uint8Array.of(2, 2, 1, 2))
    expect((await judgeMade(await packed({ extensions: [firmware] }), untrusted)).details).toEqual({
      firmwareVersion: 258n,
    })
    expect((await judgeMade(await packed({}), untrusted)).details).toEqual({})
  })

  it.each([
    ['organization', 10, 'its subject names an organization'],
    ['unit', 11, 'its subject is the unit of attestation'],
    ['common name', 3, 'its subject has a common name'],
    ['country', 6, 'its subject names a country of ISO 3166'],
  ])('has a subject whose %s says something', async (_, arc, step) => {
    const silent = subject.map(([one, value]) => [one, one === arc ? '' : value] as const)
    const made = await packed({ subject: silent })
    // A PrintableString or UTF8String may be empty in DER; what it should say, it does not.
    expect(await refusal(judgeMade(made, untrusted))).toBe(`certificate-refused @ ${step}`)
    const missing = await packed({ subject: subject.filter(([one]) => one !== arc) })
    expect(await refusal(judgeMade(missing, untrusted))).toBe(`certificate-refused @ ${step}`)
  })

  it('is judged among six authorities that sign each other, and given up among a dozen', async () => {
    const ca = [[3, 'CA']] as const
    const rootName = [[3, 'Root']] as const
    const keys: readonly Key[] = Array.from({ length: 12 }, makeKey)
    const cross = keys.map((one, at) =>
      makeCertificate({ subject: ca, key: one, by: keys[(at + 1) % keys.length]!, isCa: true }),
    )
    const rootKey = makeKey()
    const root = parseCertificate(makeCertificate({ subject: rootName, key: rootKey, isCa: true }))
    const last = makeCertificate({ subject: ca, issuer: rootName, key: keys[0]!, by: rootKey, isCa: true })
    const anchors = { packed: [root] }
    const leaf = { issuer: ca, by: keys[0]! }
    const six = cross.slice(6)
    for (const above of [
      [last, ...six],
      [...six, last],
    ]) {
      expect(await judgeMade(await packed(leaf, above), { anchors })).toMatchObject({ trusted: true })
    }
    expect(await refusal(judgeMade(await packed(leaf, six), { anchors }))).toBe('not-trusted @ trust')
    await expect(judgeMade(await packed(leaf, [...cross, last]), { anchors })).rejects.toMatchObject({
      code: 'not-trusted',
      cause: { name: 'X509Error', code: 'too-complex' },
    })
  })
})

describe('android-safetynet by ES256', () => {
  const utf8 = new TextEncoder()
  const json = (value: unknown) => encodeBase64url(utf8.encode(JSON.stringify(value)))
  const plain = { subject: [[3, 'attest.android.com']] as const, key }

  async function safetyNet(
    parts: CertificateParts = { ...plain, extensions: [hostName('attest.android.com')] },
    more: object = {},
    dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363',
  ): Promise<string> {
    const made = await make('android-safetynet')
    const claims = {
      nonce: Buffer.from(hash('sha-256', signedData(made))).toString('base64'),
      ...{ timestampMs: now.getTime(), ctsProfileMatch: true, ...more },
    }
    const certificate = Buffer.from(makeCertificate(parts)).toString('base64')
    const signed = `${json({ alg: 'ES256', x5c: [certificate] })}.${json(claims)}`
    const signature = sign('sha256', utf8.encode(signed), { key: key.privateKey, dsaEncoding })
    const jws = `${signed}.${encodeBase64url(new Uint8Array(signature))}`
    const edited = withStatement(made, (statement) => statement.set('response', utf8.encode(jws)))
    return refusal(judgeMade(edited, untrusted))
  }

  it('is signed as JWS has it, r and s side by side', async () => {
    expect(await safetyNet()).toBe('accepted')
    expect(await safetyNet(undefined, {}, 'der')).toBe('signature-malformed @ the JWS is signed by its key')
  })

  it('is for the host by a name, or by the subject where there is no name', async () => {
    const step = 'certificate-refused @ the first certificate is for attest.android.com'
    expect(await safetyNet(plain)).toBe('accepted')
    expect(await safetyNet({ ...plain, subject: [[3, 'attest.android.com.evil.example']] })).toBe(step)
    expect(await safetyNet({ ...plain, extensions: [hostName('other.example')] })).toBe(step)
    const mail = makeExtension(
      '0603551d11',
      Uint8Array.of(0x30, 20, 0x81, 18, ...utf8.encode('attest.android.com')),
    )
    expect(await safetyNet({ ...plain, extensions: [mail] })).toBe(step)
  })

  it('has a time that is a number', async () => {
    const step = 'claim-refused @ the response is fresh'
    expect(await safetyNet(undefined, { timestampMs: String(now.getTime()) })).toBe(step)
    expect(await safetyNet(undefined, { timestampMs: undefined })).toBe(step)
    expect(await safetyNet(undefined, { timestampMs: now.getTime() - 1 })).toBe('accepted')
  })

  it('says of the device true, and not something that is taken for it', async () => {
    const step = 'claim-refused @ the device passed the tests of compatibility'
    expect(await safetyNet(undefined, { ctsProfileMatch: 'true' })).toBe(step)
    expect(await safetyNet(undefined, { ctsProfileMatch: undefined })).toBe(step)
  })
})
