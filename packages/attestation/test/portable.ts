/** What every runtime must do alike, against the published package; see CONTRIBUTING.md, "Portable cases". */
import { AttestationError, createTrustPolicy, verifyAttestation } from '@latchkey/attestation'
import { all } from '@latchkey/attestation/formats'
import { appleRoots, certificatesOf, microsoftTpmRoots } from '@latchkey/attestation/roots'
import { decodeBase64url, hash } from '@latchkey/octets'
import { createSoftAuthenticator, type Fault, type Format } from '@latchkey/soft-authenticator'
import { type Certificate, parseCertificate } from '@latchkey/x509-path'

const now = new Date('2026-06-01T12:00:00Z')
const formats = [
  ...(['none', 'packed-self', 'packed', 'tpm', 'android-key'] as const),
  ...(['android-safetynet', 'fido-u2f', 'apple', 'compound'] as const),
]

async function judge(format: Format, faults: readonly Fault[], trusted?: readonly Certificate[]) {
  const seed = new Uint8Array(32).fill(3)
  const authenticator = createSoftAuthenticator({
    preset: 'ctap2-key-with-pin',
    seed,
    format,
    now: () => now,
  })
  const options = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
    challenge: 'AAECAwQFBgcICQoLDA0ODw',
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    attestation: 'direct',
  }
  const { response } = await authenticator.create(options, { origin: 'https://example.org', faults })
  const roots = trusted ?? authenticator.attestationRoots.map((der) => parseCertificate(der))
  const names = format === 'compound' ? ['packed', 'tpm'] : [format]
  const anchors = Object.fromEntries(names.map((name) => [name, roots]))
  const isAttested = format !== 'none' && format !== 'packed-self'
  return verifyAttestation({
    attestationObject: decodeBase64url(response.attestationObject),
    clientDataHash: hash('sha-256', decodeBase64url(response.clientDataJSON)),
    formats: all(),
    trust: createTrustPolicy(isAttested ? { require: 'attested', anchors } : { require: 'none' }),
    now,
  })
}

async function refused(code: string, verdict: Promise<unknown>): Promise<void> {
  const got = await verdict.then(
    () => 'accepted',
    (error: unknown) => (AttestationError.is(error) ? error.code : String(error)),
  )
  if (got !== code) throw new Error(`got ${got}, wanted ${code}`)
}

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...formats.map((format) => ({
    name: `${format} is accepted`,
    async run() {
      const { trusted, type } = await judge(format, [])
      if (trusted !== (type !== 'none' && type !== 'self')) throw new Error(`${type} is ${trusted}`)
    },
  })),
  ...formats.slice(1).map((format) => ({
    name: `${format} of another key is refused`,
    run: () =>
      refused(
        ['packed-self', 'packed', 'fido-u2f', 'compound'].includes(format)
          ? 'signature-mismatch'
          : 'binding-mismatch',
        judge(format, ['credential-key-swapped']),
      ),
  })),
  {
    name: 'the roots of others are not trusted',
    async run() {
      await refused('not-trusted', judge('apple', [], certificatesOf(appleRoots)))
      await refused('not-trusted', judge('tpm', [], certificatesOf(microsoftTpmRoots)))
    },
  },
]
