/** What a TPM says that is not so, and certificates of attestation keys that break a rule. @see WebAuthn Level 3 §8.3, §8.3.1 */
import { basicConstraints, writeName } from '../certificate.ts'
import { octetString, oid, sequence } from '../der-values.ts'
import { softwareTpm, tpmAlternativeName } from '../statements/tpm.ts'
import { extended, extension, field, oids } from './edits.ts'
import { registration } from './row.ts'

const invalid = 'R22 attestation-statement-invalid'
const only = { formats: ['tpm'] as const }

export const tpmFaults = [
  registration(
    'tpm-extra-data-other',
    'The extraData is not the hash of what is attested.',
    invalid,
    {
      tpmCertInfo: (info) => ({ ...info, extraData: new Uint8Array(32) }),
    },
    only,
  ),
  registration(
    'tpm-name-other',
    'The name in certInfo is that of another key.',
    invalid,
    {
      tpmCertInfo: (info) =>
        ({
          ...info,
          attested: { ...info.attested, name: Uint8Array.of(0, 0x0b, ...new Uint8Array(32)) },
        }) as typeof info,
    },
    only,
  ),
  registration(
    'tpm-name-alg-other',
    'The name in certInfo says SHA-384, and its digest is that of SHA-256.',
    invalid,
    {
      tpmCertInfo: (info) => {
        const { attested } = info as { attested: { name: Uint8Array } }
        return { ...info, attested: { ...attested, name: attested.name.with(1, 0x0c) } } as typeof info
      },
    },
    only,
  ),
  registration(
    'tpm-key-bits-other',
    'The key in pubArea is of 1,024 bits by its parameters, and of 2,048 by its modulus.',
    invalid,
    {
      tpmPublicArea: (area) =>
        ({ ...area, parameters: { ...(area.parameters as object), keyBits: 1024 } }) as typeof area,
    },
    { ...only, algorithms: [-257] },
  ),
  registration(
    'tpm-public-area-size-lies',
    'The size of the authPolicy in pubArea is more than there are bytes.',
    invalid,
    // After type, nameAlg and objectAttributes.
    { tpmPublicAreaBytes: (bytes) => bytes.with(8, 0xff) },
    only,
  ),
  registration(
    'tpm-key-other',
    'The key in pubArea is not the credential key.',
    invalid,
    {
      tpmPublicArea: (area) =>
        ({ ...area, unique: { ...(area.unique as object), y: new Uint8Array(32).fill(1) } }) as typeof area,
    },
    { ...only, algorithms: [-7] },
  ),
  registration(
    'aik-version-1',
    'The certificate of the attestation key is of version 1.',
    invalid,
    field(() => ({ version: 1 })),
    only,
  ),
  registration(
    'aik-with-subject',
    'The certificate of the attestation key has a subject.',
    invalid,
    field(() => ({ subject: writeName([['CN', 'TPM']]) })),
    only,
  ),
  registration(
    'aik-without-usage',
    'The certificate of the attestation key has no extended key usage.',
    invalid,
    extension(oids.extendedKeyUsage, () => []),
    only,
  ),
  registration(
    'aik-usage-other',
    'The extended key usage is that of a server.',
    invalid,
    extension(oids.extendedKeyUsage, (old) => [{ ...old, value: sequence(oid('1.3.6.1.5.5.7.3.1')) }]),
    only,
  ),
  registration(
    'aik-without-name',
    'The certificate of the attestation key does not name the TPM.',
    invalid,
    extension(oids.alternativeName, () => []),
    only,
  ),
  registration(
    'aik-manufacturer-garbage',
    'The manufacturer of the TPM is not named by a number.',
    invalid,
    extension(oids.alternativeName, () => [tpmAlternativeName({ ...softwareTpm, manufacturer: 'id:XYZ' })]),
    only,
  ),
  registration(
    'aik-aaguid-other',
    'The certificate of the attestation key is for another AAGUID.',
    invalid,
    extended({ oid: oids.aaguid, value: octetString(new Uint8Array(16).fill(1)) }),
    only,
  ),
  registration(
    'aik-is-ca',
    'The certificate of the attestation key is that of an authority.',
    invalid,
    extension(oids.basicConstraints, () => [basicConstraints(true)]),
    only,
  ),
] as const
