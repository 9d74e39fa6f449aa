/** What every runtime must do alike, checked against the published package; see CONTRIBUTING.md, "Portable cases". */
import { decodeBase64url, encodeHex } from '@latchkey/octets'
import { parseCertificate, parseCrl, validatePath, X509Error } from '@latchkey/x509-path'
import { readWithAsn1js } from '@latchkey/x509-path/asn1js'
import { readDer, writeDer } from '@latchkey/x509-path/der'
import { malformedCases, now, type PathCase, pathCases } from './matrix-cases.ts'
import { portableCertificates } from './portable-certificates.ts'

const der = (name: string) => decodeBase64url(portableCertificates[name]!)
const certificate = (name: string) => parseCertificate(der(name))

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...pathCases.map((one) => ({ name: `path: ${one.name}`, run: () => judge(one) })),
  ...malformedCases.map(({ certificate: name, code }) => ({
    name: `${name} is refused as ${code}`,
    run: async () => same(await codeOf(() => certificate(name)), `${code} undefined`),
  })),
  {
    name: 'a CRL is parsed',
    run: () => same(parseCrl(der('crl')).issuer.toString(), 'CN=inter,O=Latchkey'),
  },
  {
    name: 'a key becomes a JWK',
    run: () => same(certificate('inter-rsa').publicKey.e, 'AQAB'),
  },
  {
    name: 'DER is read and written',
    run: () => {
      const { children } = readDer(der('leaf'))
      same(
        encodeHex(writeDer(0x30, ...children!.map(({ tag, value }) => writeDer(tag, value)))),
        encodeHex(der('leaf')),
      )
    },
  },
  {
    name: 'DER is refused with an offset',
    run: async () => {
      const attempt = () => readDer(Uint8Array.of(0x30, 3, 2, 1, 5, 0x30, 0x80))
      same(await codeOf(attempt), 'trailing-bytes undefined')
    },
  },
  {
    name: 'asn1js reads what is strict',
    run: async () => {
      same(readWithAsn1js(Uint8Array.of(2, 1, 5)).blockLength, 3)
      same(await codeOf(() => readWithAsn1js(Uint8Array.of(2, 0x81, 1, 5))), 'bad-length undefined')
    },
  },
]

async function judge({
  chain,
  anchors,
  crls,
  options,
  now: at = now,
  expect,
  revocation,
}: PathCase): Promise<void> {
  const attempt = () =>
    validatePath(chain.map(certificate), {
      anchors: anchors.map(certificate),
      now: new Date(at),
      ...(crls && { crls: crls.map(der) }),
      ...options,
    })
  if (expect !== 'accepted') return same(await codeOf(attempt), expect)
  const result = await attempt()
  if (revocation) same(result.revocation.join(), revocation.join())
}

/** Code and index of the error that a call ends with. */
async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'accepted'
  } catch (error) {
    if (X509Error.is(error)) return `${error.code} ${error.index}`
    throw error
  }
}

function same(value: unknown, expected: unknown): void {
  if (value !== expected) throw new Error(`expected ${String(expected)}, got ${String(value)}`)
}
