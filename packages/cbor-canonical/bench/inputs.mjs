/** What is measured: made up, in the sizes and shapes that authenticators send. */
import { encode } from '@latchkey/cbor-canonical'

export function inputs() {
  const noise = (length, seed) =>
    Uint8Array.from({ length }, (_, i) => (i * 73 + seed * 151 + ((i * i) >> 3)) & 255)
  const coseKey = new Map([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, noise(32, 1)],
    [-3, noise(32, 2)],
  ])
  const authData = Uint8Array.of(...noise(87, 3), ...encode(coseKey))
  const statement = new Map([
    ['alg', -7],
    ['sig', noise(71, 4)],
    ['x5c', [noise(690, 5)]],
  ])
  const attestation = new Map([
    ['fmt', 'packed'],
    ['attStmt', statement],
    ['authData', authData],
  ])
  const options =
    'rk up uv plat alwaysUv credMgmt authnrCfg clientPin largeBlobs pinUvAuthToken setMinPINLength makeCredUvNotRqd'
  const credential = (alg) =>
    new Map([
      ['alg', alg],
      ['type', 'public-key'],
    ])
  const getInfo = new Map([
    [1, ['U2F_V2', 'FIDO_2_0', 'FIDO_2_1_PRE', 'FIDO_2_1']],
    [2, ['credBlob', 'credProtect', 'hmac-secret', 'largeBlobKey', 'minPinLength']],
    [3, noise(16, 6)],
    [4, new Map(options.split(' ').map((name, i) => [name, i % 3 < 2]))],
    [5, 2048],
    [6, [2, 1]],
    [7, 10],
    [8, 96],
    [9, ['nfc', 'usb']],
    [10, [credential(-7), credential(-8)]],
    [11, 4096],
    [13, 6],
    [14, 330_241],
    [15, 32],
    [20, 20],
  ])
  const large = new Map()
  for (let i = 0; i < 10_000; i++) {
    const key =
      i % 3 === 0
        ? i
        : i % 3 === 1
          ? -i
          : `entry-${i.toString(32)}${i % 9 === 2 ? '-with-a-longer-name' : ''}`
    large.set(key, [i * 100, `text ${i}`, noise(16, i), i % 2 === 0, [i, 'x']][i % 5])
  }
  return {
    'packed attestation object': encode(attestation),
    'COSE key': encode(coseKey),
    'getInfo response': encode(getInfo),
    'map of 10,000 entries': encode(large),
  }
}
