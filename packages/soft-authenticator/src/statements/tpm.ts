import { concat, type HashName, hash } from '@latchkey/octets'
import { serialize, type TpmTypes } from '@latchkey/tpm-structs'
import { type Extension, writeRelativeName } from '../certificate.ts'
import { context, oid, sequence } from '../der-values.ts'
import { through } from '../faults/hooks.ts'
import type { FaultRow } from '../faults/row.ts'
import type { CoseMembers, SigningKey } from '../signing-key.ts'
import type { Attested, Statement } from './statement.ts'

/** What a TPM says beside the key and the data that it attests. */
export type TpmSettings = {
  /** TPMA_OBJECT */
  readonly objectAttributes: number
  readonly authPolicy: Uint8Array
  readonly qualifiedSigner: Uint8Array
  readonly qualifiedName: Uint8Array
  readonly clockInfo: TpmTypes['TPMS_CLOCK_INFO']
  readonly firmwareVersion: bigint
}

/** What the certificate of an attestation key calls the TPM. */
export type TpmNames = { readonly manufacturer: string; readonly model: string; readonly version: string }

/** Intel by its number in TCG's registry, which makes nothing of the kind. */
export const softwareTpm: TpmNames = {
  manufacturer: 'id:494E5443',
  model: 'Software',
  version: 'id:00010000',
}

/** TPM_GENERATED_VALUE, TPM_ST_ATTEST_CERTIFY. */
const generated = 0xff544347
const certify = 0x8017
const sha256 = 0x000b
const noAlgorithm = 0x0010
const ecc = 0x0023
const rsa = 0x0001
/** TPM_ECC_CURVE by COSE's number of the curve. */
const curves: Readonly<Record<number, number>> = { 1: 3, 2: 4, 3: 5 }

/** By COSE algorithm identifier of the attestation key. */
const hashes: Readonly<Record<number, HashName>> = {
  [-7]: 'sha-256',
  [-257]: 'sha-256',
  [-65535]: 'sha-1',
  [-35]: 'sha-384',
}

/** @see WebAuthn Level 3 §8.3 */
export function tpm(
  { authenticatorData, clientDataHash, credentialKey }: Attested,
  key: SigningKey,
  x5c: readonly Uint8Array[],
  settings: TpmSettings,
  faults: readonly FaultRow[] = [],
): Statement {
  const area = through(faults, 'tpmPublicArea', publicArea(credentialKey.members, settings))
  const pubArea = through(faults, 'tpmPublicAreaBytes', serialize('TPMT_PUBLIC', area))
  const info = through(faults, 'tpmCertInfo', {
    magic: generated,
    type: certify,
    qualifiedSigner: settings.qualifiedSigner,
    extraData: hash(hashes[key.algorithm]!, concat(authenticatorData, clientDataHash)),
    clockInfo: settings.clockInfo,
    firmwareVersion: settings.firmwareVersion,
    attested: {
      name: concat(Uint8Array.of(0, sha256), hash('sha-256', pubArea)),
      qualifiedName: settings.qualifiedName,
    },
  } as TpmTypes['TPMS_ATTEST'])
  const certInfo = serialize('TPMS_ATTEST', info)
  return new Map<string, unknown>([
    ['ver', '2.0'],
    ['alg', key.algorithm],
    ['x5c', x5c],
    ['sig', key.sign(certInfo)],
    ['certInfo', certInfo],
    ['pubArea', pubArea],
  ])
}

/** tcg-kp-AIKCertificate, and the TPM. @see WebAuthn Level 3 §8.3.1 */
export function tpmExtensions(names: TpmNames): readonly Extension[] {
  return [{ oid: '2.5.29.37', value: sequence(oid('2.23.133.8.3')) }, tpmAlternativeName(names)]
}

export function tpmAlternativeName({ manufacturer, model, version }: TpmNames): Extension {
  const name = writeRelativeName([
    ['2.23.133.2.1', manufacturer],
    ['2.23.133.2.2', model],
    ['2.23.133.2.3', version],
  ])
  return { oid: '2.5.29.17', critical: true, value: sequence(context(4, name)) }
}

function publicArea(
  members: CoseMembers,
  { objectAttributes, authPolicy }: TpmSettings,
): TpmTypes['TPMT_PUBLIC'] {
  const bytes = (label: number) => members.get(label) as Uint8Array
  const none = { scheme: noAlgorithm }
  const common = { nameAlg: sha256, objectAttributes: { value: objectAttributes }, authPolicy }
  const symmetric = { algorithm: noAlgorithm }
  const area =
    members.get(1) === 3
      ? {
          type: rsa,
          ...common,
          // An exponent of 65,537 is written 0.
          parameters: { symmetric, scheme: none, keyBits: 8 * bytes(-1).length, exponent: 0 },
          unique: bytes(-1),
        }
      : {
          type: ecc,
          ...common,
          parameters: { symmetric, scheme: none, curveID: curves[members.get(-1) as number]!, kdf: none },
          unique: { x: bytes(-2), y: bytes(-3) },
        }
  return area as TpmTypes['TPMT_PUBLIC']
}
