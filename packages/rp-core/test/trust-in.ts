import { createTrustPolicy, type TrustPolicy } from '@latchkey/attestation'
import type { Format } from '@latchkey/soft-authenticator'
import { parseCertificate } from '@latchkey/x509-path'

/** Formats with certificates are judged by the root that they lead to. */
export function trustIn(format: Format, roots: readonly Uint8Array[]): TrustPolicy {
  if (format === 'none' || format === 'packed-self') return createTrustPolicy({ require: 'none' })
  const anchors = roots.map((der) => parseCertificate(der))
  const names = format === 'compound' ? ['packed', 'tpm'] : [format]
  return createTrustPolicy({
    require: 'attested',
    anchors: Object.fromEntries(names.map((name) => [name, anchors])),
  })
}
