/** Makes the certificates and CRLs of the matrix. */
import type { CertificateOrder, CrlOrder, Workshop } from './openssl.ts'

const ca = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
  'authorityKeyIdentifier=keyid',
]
const user = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature',
  'subjectKeyIdentifier=hash',
  'authorityKeyIdentifier=keyid',
]
/** The list with the line of one extension changed, or taken away. */
const but = (list: readonly string[], extension: string, value?: string) => [
  ...list.filter((line) => !line.startsWith(extension)),
  ...(value === undefined ? [] : [`${extension}=${value}`]),
]
const authority = (by: string, more: Partial<CertificateOrder> = {}) => ({ by, extensions: ca, ...more })
const leaf = (by: string, more: Partial<CertificateOrder> = {}) => ({ by, extensions: user, ...more })
const holder = (by: string, name: string, more: Partial<CertificateOrder> = {}) =>
  leaf(by, { extensions: [...user, `subjectAltName=${name}`], ...more })
const limited = (by: string, constraints: string, ...sections: string[]) =>
  authority(by, { extensions: [...ca, `nameConstraints=critical,${constraints}`, ...sections] })

const old = { from: '20150101000000Z', to: '20250101000000Z' }
const past = { from: '20200101000000Z', to: '20210101000000Z' }
const unknown = '1.3.6.1.4.1.99999.1'

const certificates: Readonly<Record<string, CertificateOrder>> = {
  root: authority('root'),
  root2: authority('root2'),
  'root-old': authority('root-old', old),
  'root-fake': authority('root-fake', { subject: '/O=Latchkey/CN=root' }),
  inter: authority('root', { serial: '2001' }),
  inter2: authority('root'),
  'inter-old': authority('root-old', { ...old, subject: '/O=Latchkey/CN=inter', keyOf: 'inter' }),
  leaf: leaf('inter', { serial: '3001' }),
  'leaf-plain': leaf('inter', { extensions: but(user, 'authorityKeyIdentifier', 'none') }),
  'leaf-by-root': leaf('root'),
  'leaf-by-old': leaf('root-old'),
  'leaf-by-leaf': leaf('leaf'),
  'leaf-2060': leaf('inter', { to: '20600101000000Z' }),
  'leaf-expired': leaf('inter', past),
  'leaf-future': leaf('inter', { from: '20300101000000Z' }),
  'inter-expired': authority('root', past),
  'leaf-inter-expired': leaf('inter-expired'),
  'leaf-of-fake': leaf('inter-of-fake'),
  'inter-of-fake': authority('root-fake'),
  'inter-cross': authority('root2', { subject: '/O=Latchkey/CN=inter', keyOf: 'inter' }),
  'inter-fake': authority('root2', { subject: '/O=Latchkey/CN=inter' }),

  'inter-len0': authority('root', { extensions: but(ca, 'basicConstraints', 'critical,CA:TRUE,pathlen:0') }),
  'inter-len1': authority('root', { extensions: but(ca, 'basicConstraints', 'critical,CA:TRUE,pathlen:1') }),
  'sub-len0': authority('inter-len0'),
  'sub-len1': authority('inter-len1'),
  'rollover-len0': authority('inter-len0', { subject: '/O=Latchkey/CN=inter-len0' }),
  'leaf-len0': leaf('inter-len0'),
  'leaf-len1': leaf('sub-len1'),
  'leaf-sub-len0': leaf('sub-len0'),
  'leaf-rollover': leaf('rollover-len0'),
  'inter-noca': authority('root', { extensions: but(ca, 'basicConstraints', 'critical,CA:FALSE') }),
  'inter-nobc': authority('root', { extensions: but(ca, 'basicConstraints') }),
  'inter-noku': authority('root', { extensions: but(ca, 'keyUsage') }),
  'inter-nosign': authority('root', { extensions: but(ca, 'keyUsage', 'critical,cRLSign') }),
  'inter-nocrlsign': authority('root', { extensions: but(ca, 'keyUsage', 'critical,keyCertSign') }),
  'leaf-noca': leaf('inter-noca'),
  'leaf-nobc': leaf('inter-nobc'),
  'leaf-noku': leaf('inter-noku'),
  'leaf-nosign': leaf('inter-nosign'),
  'leaf-nocrlsign': leaf('inter-nocrlsign'),
  'leaf-critical': leaf('inter', { extensions: [...user, `${unknown}=critical,ASN1:NULL`] }),
  'leaf-noncritical': leaf('inter', { extensions: [...user, `${unknown}=ASN1:NULL`] }),
  'inter-critical': authority('root', { extensions: [...ca, `${unknown}=critical,ASN1:NULL`] }),
  'leaf-inter-critical': leaf('inter-critical'),

  'nc-dns': limited('root', 'permitted;DNS:good.example,excluded;DNS:bad.good.example'),
  'dns-inside': holder('nc-dns', 'DNS:a.b.good.example'),
  'dns-itself': holder('nc-dns', 'DNS:good.example'),
  'dns-other-case': holder('nc-dns', 'DNS:A.Good.Example'),
  'dns-outside': holder('nc-dns', 'DNS:a.evil.example'),
  'dns-excluded': holder('nc-dns', 'DNS:a.bad.good.example'),
  'dns-only-ends-alike': holder('nc-dns', 'DNS:notgood.example'),
  'dns-two-one-outside': holder('nc-dns', 'DNS:a.good.example,DNS:evil.example'),
  'dns-none': leaf('nc-dns'),
  'sub-of-nc-dns': authority('nc-dns'),
  'dns-below-outside': holder('sub-of-nc-dns', 'DNS:evil.example'),
  'nc-directory': limited('root', 'permitted;dirName:inside', '[inside]', 'O=Latchkey', 'OU=In'),
  'directory-inside': leaf('nc-directory', { subject: '/O=Latchkey/OU=In/CN=x' }),
  'directory-outside': leaf('nc-directory', { subject: '/O=Latchkey/OU=Out/CN=x' }),
  'directory-too-short': leaf('nc-directory', { subject: '/O=Latchkey' }),
  'nc-mail': limited('root', 'permitted;email:good.example'),
  'mail-inside': holder('nc-mail', 'email:a@good.example'),
  'mail-outside': holder('nc-mail', 'email:a@evil.example'),
  'mail-below': holder('nc-mail', 'email:a@sub.good.example'),
  'mail-in-subject': leaf('nc-mail', { subject: '/O=Latchkey/emailAddress=a@evil.example' }),
  'nc-uri': limited('root', 'permitted;URI:.good.example'),
  'uri-inside': holder('nc-uri', 'URI:https://a.good.example/x'),
  'uri-outside': holder('nc-uri', 'URI:https://evil.example/x'),
  'uri-host-in-path': holder('nc-uri', 'URI:https://evil.example/.good.example'),
  'uri-without-host': holder('nc-uri', 'URI:urn:a.good.example'),
  'nc-ip': limited('root', 'permitted;IP:10.0.0.0/255.0.0.0'),
  'ip-inside': holder('nc-ip', 'IP:10.1.2.3'),
  'ip-outside': holder('nc-ip', 'IP:11.1.2.3'),
  'ip-version-6': holder('nc-ip', 'IP:a00::1'),

  'inter-policy': authority('root', {
    extensions: [...ca, 'certificatePolicies=1.2.3.4', 'policyConstraints=critical,requireExplicitPolicy:0'],
  }),
  'leaf-policy': leaf('inter-policy', { extensions: [...user, 'certificatePolicies=1.2.3.4'] }),
  'leaf-nopolicy': leaf('inter-policy'),
  'leaf-otherpolicy': leaf('inter-policy', { extensions: [...user, 'certificatePolicies=1.2.3.5'] }),

  'inter-p384': authority('root', { key: 'secp384r1' }),
  'leaf-p384': leaf('inter-p384', { digest: 'sha384' }),
  'leaf-p384-sha256': leaf('inter-p384'),
  'inter-rsa': authority('root', { key: 'rsa:2048' }),
  'leaf-rsa': leaf('inter-rsa'),
  'leaf-md5': leaf('inter-rsa', { digest: 'md5' }),
  'inter-rsa1024': authority('root', { key: 'rsa:1024' }),
  'leaf-rsa1024': leaf('inter-rsa1024'),
  'leaf-sha1': leaf('inter', { digest: 'sha1' }),
  'inter-sha1': authority('root', { digest: 'sha1' }),
  'leaf-inter-sha1': leaf('inter-sha1'),
  'leaf-explicit': leaf('inter', { key: 'prime256v1,explicit' }),
  'inter-explicit': authority('root', { key: 'prime256v1,explicit' }),
  'leaf-point': leaf('inter', { extensions: [...user, 'crlDistributionPoints=URI:http://crl.example/1'] }),
}

const listed = ['3FFF', '3001']
const partitioned = (...lines: string[]) => ['issuingDistributionPoint=critical,@point', '[point]', ...lines]
const crls: Readonly<Record<string, CrlOrder>> = {
  crl: { by: 'inter', revoked: ['3FFF'] },
  'crl-revoked': { by: 'inter', revoked: listed },
  'crl-root': { by: 'root', revoked: [] },
  'crl-root-revoked': { by: 'root', revoked: ['2001'] },
  'crl-other': { by: 'inter2', revoked: listed },
  'crl-expired': { by: 'inter', revoked: listed, from: '20250101000000Z', to: '20250201000000Z' },
  'crl-future': { by: 'inter', revoked: listed, from: '20270101000000Z', to: '20280201000000Z' },
  'crl-forged': { by: 'inter-fake', revoked: listed },
  'crl-nocrlsign': { by: 'inter-nocrlsign', revoked: [] },
  'crl-only-cas': { by: 'inter', revoked: listed, extensions: partitioned('onlyCA=TRUE') },
  'crl-only-users': { by: 'inter', revoked: [], extensions: partitioned('onlyuser=TRUE') },
  'crl-some-reasons': { by: 'inter', revoked: [], extensions: partitioned('onlysomereasons=keyCompromise') },
  'crl-indirect': { by: 'inter', revoked: [], extensions: partitioned('indirectCRL=TRUE') },
  'crl-point': { by: 'inter', revoked: [], extensions: partitioned('fullname=URI:http://crl.example/1') },
  'crl-delta': { by: 'inter', revoked: [], extensions: ['2.5.29.27=critical,DER:020101'] },
  'crl-critical': { by: 'inter', revoked: [], extensions: [`${unknown}=critical,ASN1:NULL`] },
}

/** All of them in DER, by name. */
export function makeMatrix(workshop: Workshop): ReadonlyMap<string, Uint8Array> {
  const made = new Map<string, Uint8Array>()
  const issue = (name: string) => {
    const order = certificates[name]!
    if (made.has(name)) return
    if (order.by !== name) issue(order.by)
    made.set(name, workshop.issue(name, order))
  }
  for (const name of Object.keys(certificates)) issue(name)
  for (const [name, order] of Object.entries(crls)) made.set(name, workshop.revoke(name, order))
  for (const [name, [of, change]] of Object.entries(changed)) made.set(name, change(made.get(of)!))
  return made
}

/** Certificates with something wrong that OpenSSL would not make. */
const changed: Readonly<Record<string, readonly [of: string, change: (der: Uint8Array) => Uint8Array]>> = {
  'leaf-broken': ['leaf', (der) => der.with(der.length - 1, der.at(-1)! ^ 1)],
  'inter-broken': ['inter', (der) => der.with(der.length - 1, der.at(-1)! ^ 1)],
  'leaf-changed': [
    'leaf',
    (der) => {
      const at = Buffer.from(der).lastIndexOf('leaf')
      return der.with(at, 0x4c)
    },
  ],
  'leaf-trailing': ['leaf', (der) => Uint8Array.of(...der, 0)],
  'leaf-two-algorithms': [
    'leaf',
    (der) => {
      // ecdsa-with-SHA256 becomes ecdsa-with-SHA384 outside
      const at = Buffer.from(der).lastIndexOf(Buffer.from('2a8648ce3d040302', 'hex'))
      return der.with(at + 7, 3)
    },
  ],
  'leaf-long-length': ['leaf', (der) => Uint8Array.of(0x30, 0x83, 0, der[2]!, der[3]!, ...der.slice(4))],
}
