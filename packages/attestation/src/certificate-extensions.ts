/**
 * What FIDO puts into attestation certificates.
 *
 * @see WebAuthn Level 3 §8.2.1, §8.2.2
 */
import { equalBytes } from '@latchkey/simd-compare'
import type { Certificate } from '@latchkey/x509-path'
import type { Procedure } from './procedure.ts'

const octetString = 0x04
const integer = 0x02

/** id-fido-gen-ce-aaguid, where it is there, names the authenticator data's AAGUID. */
export function checkAaguidExtension(
  procedure: Procedure,
  certificate: Certificate,
  aaguid: Uint8Array,
): void {
  const value = extensionContent(procedure, certificate, '1.3.6.1.4.1.45724.1.1.4', octetString)
  if (value === undefined) return
  procedure.require(
    value.length === 16,
    'certificate-refused',
    'the AAGUID of the certificate has not 16 bytes',
  )
  procedure.require(equalBytes(value, aaguid), 'binding-mismatch', 'the certificate is for another AAGUID')
}

/** id-fido-gen-ce-sernum: names the very device, in enterprise attestation. */
export function readSerialNumber(procedure: Procedure, certificate: Certificate): Uint8Array | undefined {
  return extensionContent(procedure, certificate, '1.3.6.1.4.1.45724.1.1.2', octetString)
}

/** id-fido-gen-ce-fw-version: grows with each release. */
export function readFirmwareVersion(procedure: Procedure, certificate: Certificate): bigint | undefined {
  const value = extensionContent(procedure, certificate, '1.3.6.1.4.1.45724.1.1.5', integer)
  if (value === undefined) return undefined
  const isMinimal = value[0]! < 0x80 && (value.length === 1 || value[0]! > 0 || value[1]! > 0x7f)
  procedure.require(isMinimal, 'certificate-refused', 'the firmware version is no INTEGER from 0 on')
  return value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

/** The content of the one short element that an extension holds. None of them may be critical. */
function extensionContent(
  procedure: Procedure,
  { extensions }: Certificate,
  oid: string,
  tag: number,
): Uint8Array | undefined {
  const extension = extensions.get(oid)
  if (extension === undefined) return undefined
  const { critical, value } = extension
  procedure.require(!critical, 'certificate-refused', `the extension ${oid} is critical`)
  const [first, length = 0] = value
  const isOne = first === tag && length > 0 && length < 0x80 && length === value.length - 2
  procedure.require(isOne, 'certificate-refused', `the extension ${oid} is not what it should be`)
  return value.subarray(2)
}
