/** Certificates of U2F keys whose signature is whole bytes, and says otherwise. */
import { encodeHex, sha256 } from '@latchkey/octets'
import type { CertificateException } from '@latchkey/x509-path'

/** By SHA-256, as their maker published them. Of every other certificate, a bit there that is set is damage. */
const misprints: ReadonlySet<string> = /* @__PURE__ */ new Set([
  '349bca1031f8c82c4ceca38b9cebf1a69df9fb3b94eed99eb3fb9aa3822d26e8',
  'dd574527df608e47ae45fbba75a2afdd5c20fd94a02419381813cd55a2a3398f',
  '1d8764f0f7cd1352df6150045c8f638e517270e8b5dda1c63ade9c2280240cae',
  'd0edc9a91a1677435a953390865d208c55b3183c6759c9b5a7ff494c322558eb',
  '6073c436dcd064a48127ddbf6032ac1a66fd59a0c24434f070d4e564c124c897',
  'ca993121846c464d666096d35f13bf44c1b05af205f9b4a1e00cf6cc10c5e511',
])

/** What to let pass of these certificates. */
export function misprintedCertificates(x5c: readonly unknown[]): readonly CertificateException[] {
  const isMisprint = x5c.some((der) => der instanceof Uint8Array && misprints.has(encodeHex(sha256(der))))
  return isMisprint ? ['signature-unused-bits'] : []
}
