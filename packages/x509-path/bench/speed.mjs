/**
 * Parsing an attestation certificate, against asn1js (BER into objects) and node's X509Certificate; and a path of leaf,
 * intermediate and root, against @peculiar/x509, each side from parsed certificates.
 */
import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { parseCertificate, validatePath } from '@latchkey/x509-path'
import * as peculiar from '@peculiar/x509'
import { fromBER } from 'asn1js'
import { head, paired, row } from '../../../scripts/paired.mjs'

peculiar.cryptoProvider.set(webcrypto)
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const notBefore = new Date('2025-01-01T00:00:00Z')
const notAfter = new Date('2045-01-01T00:00:00Z')
const now = new Date('2026-06-01T00:00:00Z')
const pair = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function issue(subject, issuer, keys, signer, extensions) {
  const certificate = await peculiar.X509CertificateGenerator.create({
    serialNumber: '1234567890abcdef',
    subject,
    issuer,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: algorithm,
    extensions,
  })
  return new Uint8Array(certificate.rawData)
}

const [rootKeys, interKeys, leafKeys] = await Promise.all([pair(), pair(), pair()])
const authority = [
  new peculiar.BasicConstraintsExtension(true, undefined, true),
  new peculiar.KeyUsagesExtension(peculiar.KeyUsageFlags.keyCertSign | peculiar.KeyUsageFlags.cRLSign, true),
]
const names = [
  'CN=Root,O=Maker,C=SE',
  'CN=Authority,O=Maker,C=SE',
  'CN=Key 1,OU=Authenticator Attestation,O=Maker,C=SE',
]
const root = await issue(names[0], names[0], rootKeys, rootKeys, authority)
const inter = await issue(names[1], names[0], interKeys, rootKeys, authority)
const leaf = await issue(names[2], names[1], leafKeys, interKeys, [
  new peculiar.BasicConstraintsExtension(false, undefined, true),
  // id-fido-gen-ce-aaguid, and a vendor's own
  new peculiar.Extension(
    '1.3.6.1.4.1.45724.1.1.4',
    false,
    Uint8Array.of(4, 16, ...new Uint8Array(16).fill(7)),
  ),
  new peculiar.Extension('1.3.6.1.4.1.41482.2', false, new TextEncoder().encode('1.3.6.1.4.1.41482.1.7')),
  await peculiar.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
])

console.log(`Node ${process.version}, ${process.arch}, leaf of ${leaf.length} bytes\n\n${head}`)
const parse = () => parseCertificate(leaf)
console.log(row('parse', 'asn1js 4.0.0', await paired(parse, () => fromBER(leaf)), 50))
console.log(row('parse', 'X509Certificate', await paired(parse, () => new X509Certificate(leaf)), 15))

const ours = [leaf, inter, root].map((der) => parseCertificate(der))
const theirs = [leaf, inter, root].map((der) => new peculiar.X509Certificate(der))
const path = await paired(
  () => validatePath(ours.slice(0, 2), { anchors: [ours[2]], now }),
  async () => {
    const chain = await new peculiar.X509ChainBuilder({ certificates: theirs.slice(1) }).build(theirs[0])
    if (chain.length !== 3) throw new Error('the anchor finds no path')
  },
)
console.log(row('path of leaf, intermediate, root', '@peculiar/x509 2.2.0', path, 8))
