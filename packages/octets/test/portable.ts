/** What every runtime must do alike, checked against the published package; see CONTRIBUTING.md, "Portable cases". */
import {
  concat,
  decodeBase64url,
  decodeHex,
  decodePem,
  decodeUtf8,
  encodeBase64url,
  encodeHex,
  encodePem,
  type HashName,
  hash,
  OctetsError,
} from '@latchkey/octets'

const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value)
const pemOfTwoBytes = '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n'

/** Digests of "abc" (FIPS 180-4), and of every byte value once, which is more than one block of each function. */
const digests: readonly (readonly [HashName, string, string])[] = [
  ['sha-1', 'a9993e364706816aba3e25717850c26c9cd0d89d', '4916d6bdb7f78e6803698cab32d1586ea457dfc8'],
  [
    'sha-256',
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    '40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880',
  ],
  [
    'sha-384',
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    'ffdaebff65ed05cf400f0221c4ccfb4b2104fb6a51f87e40be6c4309386bfdec2892e9179b34632331a59592737db5c5',
  ],
  [
    'sha-512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    '1e7b80bc8edc552c8feeb2780e111477e5bc70465fac1a77b29b35980c3f0ce4a036a6c9462036824bd56801e62af7e9feba5c22ed8a5af877bf7de117dcac6d',
  ],
]

export const cases: readonly { name: string; run(): void }[] = [
  {
    name: 'base64url of every byte goes there and back',
    run: () => roundTrip(encodeBase64url, decodeBase64url),
  },
  {
    name: 'base64url writes what RFC 4648 says',
    run: () => same(encodeBase64url(ascii('fooba')), 'Zm9vYmE'),
  },
  {
    name: 'base64url refuses padding',
    run: () => refuses(() => decodeBase64url('Zg=='), 'bad-character', 2),
  },
  {
    name: 'base64url refuses a lone character',
    run: () => refuses(() => decodeBase64url('Z'), 'bad-length', 1),
  },
  { name: 'base64url refuses spare bits', run: () => refuses(() => decodeBase64url('Zh'), 'spare-bits', 1) },
  { name: 'hex of every byte goes there and back', run: () => roundTrip(encodeHex, decodeHex) },
  { name: 'hex reads both letter cases', run: () => same(encodeHex(decodeHex('0aFF')), '0aff') },
  { name: 'hex refuses half a byte', run: () => refuses(() => decodeHex('0af'), 'bad-length', 3) },
  { name: 'hex refuses other characters', run: () => refuses(() => decodeHex('0g'), 'bad-character', 1) },
  {
    name: 'PEM goes there and back',
    run: () => {
      same(encodePem('PUBLIC KEY', decodeHex('3000')), pemOfTwoBytes)
      same(
        decodePem(pemOfTwoBytes).map(({ label, der }) => `${label} ${encodeHex(der)}`),
        ['PUBLIC KEY 3000'],
      )
    },
  },
  {
    name: 'PEM refuses spare bits',
    run: () => refuses(() => decodePem(pemOfTwoBytes.replace('MAA', 'MAB')), 'bad-pem', 0),
  },
  { name: 'UTF-8 is read', run: () => same(decodeUtf8(decodeHex('f09f9880c3bc')), '😀ü') },
  { name: 'UTF-8 keeps a byte order mark', run: () => same(decodeUtf8(decodeHex('efbbbf41')), '\ufeffA') },
  {
    name: 'UTF-8 refuses a surrogate',
    run: () => refuses(() => decodeUtf8(decodeHex('eda080')), 'bad-utf8'),
  },
  { name: 'UTF-8 refuses a long form', run: () => refuses(() => decodeUtf8(decodeHex('c080')), 'bad-utf8') },
  {
    name: 'concat joins',
    run: () => same(encodeHex(concat(ascii('a'), new Uint8Array(), ascii('b'))), '6162'),
  },
  ...digests.flatMap(([name, ofAbc, ofEveryByte]) => [
    { name: `${name} of "abc"`, run: () => same(encodeHex(hash(name, ascii('abc'))), ofAbc) },
    { name: `${name} of every byte`, run: () => same(encodeHex(hash(name, everyByte)), ofEveryByte) },
  ]),
  {
    name: 'a hash of another name is refused',
    run: () => refuses(() => hash('md5' as HashName, everyByte), 'unknown-hash'),
  },
]

function roundTrip(encode: (bytes: Uint8Array) => string, decode: (text: string) => Uint8Array): void {
  for (let length = 0; length <= everyByte.length; length++) {
    const bytes = everyByte.subarray(0, length)
    same([...decode(encode(bytes))], [...bytes])
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function same(got: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(wanted)]
  if (left !== right) throw new Error(`got ${left}, wanted ${right}`)
}

function refuses(call: () => unknown, code: string, offset?: number): void {
  try {
    call()
  } catch (error) {
    if (!OctetsError.is(error)) throw error
    same([error.code, error.offset], [code, offset])
    return
  }
  throw new Error(`accepted, wanted ${code}`)
}
