/** The statement of each format, with the certificates that it needs. */
import { hash } from '@latchkey/octets'
import { type Authority, fieldsOf, leafRights } from './authority.ts'
import { authorityKeyIdentifier, type Extension, writeCertificate, writeName } from './certificate.ts'
import { octetString, sequence, utf8String } from './der-values.ts'
import { through } from './faults/hooks.ts'
import type { FaultRow } from './faults/row.ts'
import type { Format } from './formats.ts'
import type { Random } from './random.ts'
import { makeSigningKey, type SigningKey, spkiOf } from './signing-key.ts'
import { androidKey, type KeyDescription, keyDescription } from './statements/android-key.ts'
import { androidSafetyNet, type SafetyNetClaims, toBase64 } from './statements/android-safetynet.ts'
import { apple, appleNonce } from './statements/apple.ts'
import { fidoU2f } from './statements/fido-u2f.ts'
import { packed, packedSelf } from './statements/packed.ts'
import type { Attested, Statement } from './statements/statement.ts'
import { softwareTpm, type TpmSettings, tpm, tpmExtensions } from './statements/tpm.ts'

export type AttestationContext = {
  readonly authority: Authority
  readonly random: Random
  readonly aaguid: Uint8Array
  /** of a TPM's attestation key */
  readonly tpmAlgorithm: number
  readonly now: () => Date
  readonly faults: readonly FaultRow[]
}

/** @returns `fmt` and `attStmt`; of `compound`, a list of both */
export function attest(
  format: Format,
  attested: Attested,
  around: AttestationContext,
): { fmt: string; attStmt: unknown } {
  if (format === 'compound') {
    const formats = through(around.faults, 'compoundFormats', ['packed', 'tpm'])
    const members = formats.map((one) => attest(one, attested, around))
    const maps = members.map(
      ({ fmt, attStmt }) =>
        new Map<string, unknown>([
          ['fmt', fmt],
          ['attStmt', attStmt],
        ]),
    )
    return { fmt: format, attStmt: through(around.faults, 'compound', maps) }
  }
  const fmt = format === 'packed-self' ? 'packed' : format
  return { fmt, attStmt: through(around.faults, 'statement', statement(format, attested, around)) }
}

function statement(
  format: Exclude<Format, 'compound'>,
  attested: Attested,
  around: AttestationContext,
): Statement {
  switch (format) {
    case 'none':
      return new Map()
    case 'packed-self':
      return packedSelf(attested)
    case 'packed': {
      const key = makeSigningKey(-7, around.random.fork('packed'))
      const x5c = chain(around, key, attestationName, [aaguidExtension(around.aaguid)])
      const keys = { certified: key, credential: attested.credentialKey }
      return packed(attested, through(around.faults, 'signer', keys).certified, x5c)
    }
    case 'fido-u2f': {
      const { authority, random, faults } = around
      const key = makeSigningKey(-7, random.fork('fido-u2f'))
      const extensions = [...leafRights, authorityKeyIdentifier(spkiOf(authority.root.key))]
      const certificate = random.fork('fido-u2f certificate')
      const fields = fieldsOf(authority.root, key, certificate, { subject: attestationName, extensions })
      const leaf = writeCertificate(through(faults, 'certificate', fields), authority.root.key)
      return fidoU2f(attested, key, through(faults, 'x5c', [leaf]))
    }
    case 'tpm': {
      const key = makeSigningKey(around.tpmAlgorithm, around.random.fork('tpm'))
      const x5c = chain(around, key, writeName([]), tpmExtensions(softwareTpm))
      return tpm(attested, key, x5c, tpmSettings(around.random), around.faults)
    }
    case 'android-key': {
      const extensions = [
        keyDescription(through(around.faults, 'keyDescription', androidDescription(attested))),
      ]
      const x5c = chain(around, attested.credentialKey, androidName, extensions)
      // Devices send the root, too.
      return androidKey(attested, [...x5c, around.authority.root.certificate])
    }
    case 'apple':
      return apple(chain(around, attested.credentialKey, appleName, [appleNonce(attested)]))
    case 'android-safetynet': {
      const key = makeSigningKey(-257, around.random.fork('android-safetynet'))
      const x5c = chain(around, key, safetyNetName, [safetyNetHost])
      const header = { alg: 'RS256', x5c: x5c.map(toBase64) }
      const claims = safetyNetClaims(attested, around.now())
      return androidSafetyNet(key, through(around.faults, 'safetyNet', { header, claims }))
    }
  }
}

/** The certificate of a key, and those of the authorities above it, without the root's. */
function chain(
  { authority, random, faults }: AttestationContext,
  key: SigningKey,
  subject: Uint8Array,
  more: readonly Extension[],
): readonly Uint8Array[] {
  const { intermediate } = authority
  const extensions = [...leafRights, authorityKeyIdentifier(spkiOf(intermediate.key)), ...more]
  const fields = fieldsOf(intermediate, key, random.fork('certificate'), { subject, extensions })
  const leaf = writeCertificate(through(faults, 'certificate', fields), intermediate.key)
  const above = [{ fields: intermediate.fields, issuer: authority.root.key }]
  const written = through(faults, 'authorities', above).map((one) => writeCertificate(one.fields, one.issuer))
  return through(faults, 'x5c', [leaf, ...written])
}

/** @see WebAuthn Level 3 §8.2.1 */
const attestationName = /* @__PURE__ */ writeName([
  ['C', 'CH'],
  ['O', 'Never for production'],
  ['OU', 'Authenticator Attestation'],
  ['CN', 'Software Authenticator'],
])

/** id-fido-gen-ce-aaguid: an octet string in an octet string. */
function aaguidExtension(aaguid: Uint8Array): Extension {
  return { oid: '1.3.6.1.4.1.45724.1.1.4', value: octetString(aaguid) }
}

/** What a key of Windows Hello has: fixed to its TPM, made by it, for signing, under a policy. */
function tpmSettings(random: Random): TpmSettings {
  const values = random.fork('tpm values')
  return {
    ...{ objectAttributes: 0x0006_0472, authPolicy: values.bytes(32), firmwareVersion: 0x0001_0000n },
    ...{
      qualifiedSigner: Uint8Array.of(0, 0x0b, ...values.bytes(32)),
      qualifiedName: Uint8Array.of(0, 0x0b, ...values.bytes(32)),
    },
    clockInfo: { clock: 1_000_000n, resetCount: 1, restartCount: 0, safe: 1 },
  }
}

const androidName = /* @__PURE__ */ writeName([['CN', 'Android Keystore Key']])

function androidDescription({ clientDataHash }: Attested): KeyDescription {
  return {
    ...{ attestationVersion: 300, securityLevel: 1, attestationChallenge: clientDataHash },
    ...{ softwareEnforced: {}, teeEnforced: { purpose: [2], origin: 0 } },
  }
}

const appleName = /* @__PURE__ */ writeName([
  ['CN', 'Software Authenticator'],
  ['OU', 'AAA Certification'],
  ['O', 'Never for production'],
])

const safetyNetName = /* @__PURE__ */ writeName([
  ['C', 'CH'],
  ['O', 'Never for production'],
  ['CN', 'attest.android.com'],
])

/** dNSName */
const safetyNetHost: Extension = /* @__PURE__ */ {
  oid: '2.5.29.17',
  value: sequence(hostName('attest.android.com')),
}

function hostName(host: string): Uint8Array {
  const text = utf8String(host)
  return Uint8Array.of(0x82, ...text.subarray(1))
}

function safetyNetClaims({ authenticatorData, clientDataHash }: Attested, now: Date): SafetyNetClaims {
  const nonce = hash('sha-256', Uint8Array.of(...authenticatorData, ...clientDataHash))
  return {
    nonce: toBase64(nonce),
    timestampMs: now.getTime(),
    apkPackageName: 'com.google.android.gms',
    ctsProfileMatch: true,
    basicIntegrity: true,
  }
}
