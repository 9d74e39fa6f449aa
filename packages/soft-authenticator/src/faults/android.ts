/** What Android says of a key or of a device that is not so. @see WebAuthn Level 3 §8.4, §8.5 */
import { concat, decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { integer, sequence } from '../der-values.ts'
import type { Format } from '../formats.ts'
import { type Authorizations, keyDescription } from '../statements/android-key.ts'
import type { SafetyNetClaims } from '../statements/android-safetynet.ts'
import { extension, intermediate, lastBit, oids, otherKey } from './edits.ts'
import type { Hooks } from './hooks.ts'
import { registration } from './row.ts'

const invalid = 'R22 attestation-statement-invalid'
const only = (...formats: readonly Format[]) => ({ formats })

const authorized = (edit: Authorizations): Partial<Hooks> => ({
  keyDescription: (old) => ({ ...old, teeEnforced: { ...old.teeEnforced, ...edit } }),
})

const unauthorized = (name: keyof Authorizations): Partial<Hooks> => ({
  keyDescription: (old) => {
    const { [name]: _, ...teeEnforced } = old.teeEnforced
    return { ...old, teeEnforced }
  },
})

const claims = (edit: (old: SafetyNetClaims) => Partial<SafetyNetClaims>): Partial<Hooks> => ({
  safetyNet: ({ header, claims: old }) => ({ header, claims: { ...old, ...edit(old) } }),
})

/** The parts of the JWS, as they are sent. */
const jws = (edit: (parts: readonly string[]) => readonly string[]): Partial<Hooks> => ({
  statement: (members) => {
    const parts = new TextDecoder().decode(members.get('response') as Uint8Array).split('.')
    return new Map(members).set('response', new TextEncoder().encode(edit(parts).join('.')))
  },
})

export const androidFaults = [
  registration(
    'android-challenge-other',
    'The challenge in the key description is not the hash of the client data.',
    invalid,
    {
      keyDescription: (old) => ({ ...old, attestationChallenge: new Uint8Array(32) }),
    },
    only('android-key'),
  ),
  registration(
    'android-challenge-empty',
    'The challenge in the key description has no bytes.',
    invalid,
    {
      keyDescription: (old) => ({ ...old, attestationChallenge: new Uint8Array() }),
    },
    only('android-key'),
  ),
  registration(
    'android-purpose-missing',
    'It is not said what the key is for.',
    invalid,
    unauthorized('purpose'),
    only('android-key'),
  ),
  registration(
    'android-origin-missing',
    'It is not said where the key comes from.',
    invalid,
    unauthorized('origin'),
    only('android-key'),
  ),
  registration(
    'android-purpose-other',
    'The key is for verification, and not for signing.',
    invalid,
    authorized({ purpose: [3] }),
    only('android-key'),
  ),
  registration(
    'android-origin-imported',
    'The key was imported into the device.',
    invalid,
    authorized({ origin: 2 }),
    only('android-key'),
  ),
  registration(
    'android-all-applications',
    'Every application may use the key.',
    invalid,
    authorized({ allApplications: true }),
    only('android-key'),
  ),
  registration(
    'android-without-description',
    'The certificate has no key description.',
    invalid,
    extension(oids.keyDescription, () => []),
    only('android-key'),
  ),
  registration(
    'android-description-malformed',
    'The key description has a version, and nothing more.',
    invalid,
    extension(oids.keyDescription, (old) => [{ ...old, value: sequence(integer(300)) }]),
    only('android-key'),
  ),
  registration(
    'android-description-twice',
    'The certificate has the key description twice.',
    invalid,
    extension(oids.keyDescription, (old) => [old, old]),
    only('android-key'),
  ),
  registration(
    'android-key-other',
    'The key of the certificate is not the credential key.',
    invalid,
    otherKey,
    { ...only('android-key'), algorithms: [-7] },
  ),
  registration(
    'safety-net-nonce-other',
    'The nonce is not the hash of what is attested.',
    invalid,
    claims(() => ({ nonce: `${'A'.repeat(43)}=` })),
    only('android-safetynet'),
  ),
  registration(
    'safety-net-profile-mismatch',
    'The device does not match a profile that passed compatibility tests.',
    invalid,
    claims(() => ({ ctsProfileMatch: false })),
    only('android-safetynet'),
  ),
  registration(
    'safety-net-future',
    'The time of the response is an hour ahead.',
    invalid,
    claims(({ timestampMs }) => ({ timestampMs: timestampMs + 3_600_000 })),
    only('android-safetynet'),
  ),
  registration(
    'safety-net-stale',
    'The response is an hour old.',
    invalid,
    claims(({ timestampMs }) => ({ timestampMs: timestampMs - 3_600_000 })),
    only('android-safetynet'),
  ),
  registration(
    'safety-net-host-other',
    'The certificate is for a host that only begins like the right one.',
    invalid,
    extension(oids.alternativeName, (old) => [{ ...old, value: hosts('attest.android.com.evil.example') }]),
    only('android-safetynet'),
  ),
  registration(
    'safety-net-unsigned',
    'The header says that there is no signature.',
    invalid,
    {
      safetyNet: ({ header, claims: old }) => ({ header: { ...header, alg: 'none' }, claims: old }),
    },
    only('android-safetynet'),
  ),
  registration(
    'safety-net-symmetric',
    'The header says that the signature is a MAC.',
    invalid,
    {
      safetyNet: ({ header, claims: old }) => ({ header: { ...header, alg: 'HS256' }, claims: old }),
    },
    only('android-safetynet'),
  ),
  registration(
    'safety-net-without-certificates',
    'The header has no certificates.',
    invalid,
    {
      safetyNet: ({ header, claims: old }) => ({ header: { ...header, x5c: [] }, claims: old }),
    },
    only('android-safetynet'),
  ),
  registration(
    'safety-net-header-jwk',
    'The header brings a key of its own beside the certificates.',
    invalid,
    {
      safetyNet: ({ header, claims: old }) => ({ header: { ...header, jwk: keyOfRfc }, claims: old }),
    },
    only('android-safetynet'),
  ),
  registration(
    'safety-net-signature-other',
    'A bit of the JWS’s signature is flipped.',
    invalid,
    jws(([header, payload, signature]) => [
      ...[header!, payload!],
      encodeBase64url(lastBit(decodeBase64url(signature!))),
    ]),
    only('android-safetynet'),
  ),
  registration(
    'safety-net-not-three-parts',
    'A fourth part comes after the three of the JWS.',
    invalid,
    jws((parts) => [...parts, 'AAAA']),
    only('android-safetynet'),
  ),
  registration(
    'android-description-above',
    'The challenge of the leaf is wrong, and the authority’s certificate has a key description of its own.',
    invalid,
    {
      keyDescription: (old) => ({ ...old, attestationChallenge: new Uint8Array(32) }),
      ...intermediate(({ extensions }) => ({ extensions: [...extensions, describedAbove] })),
    },
    only('android-key'),
  ),
] as const

/** @see RFC 7515 §A.3.1 */
const keyOfRfc = {
  ...{ kty: 'EC', crv: 'P-256' },
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}

/** An app's own key can sign a certificate with any description below the genuine chain. */
const describedAbove = /* @__PURE__ */ keyDescription({
  ...{ attestationVersion: 300, securityLevel: 1, attestationChallenge: new Uint8Array(32).fill(1) },
  ...{ softwareEnforced: {}, teeEnforced: { purpose: [2], origin: 0 } },
})

/** dNSName */
function hosts(name: string): Uint8Array {
  return sequence(concat(Uint8Array.of(0x82, name.length), new TextEncoder().encode(name)))
}
