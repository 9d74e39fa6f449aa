/** AT01 to AT03, AT06 to AT09, AT12: whose credential it is, where it was used, and what is attested. */
import { createTrustPolicy } from '@latchkey/attestation'
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { concat, decodeHex, encodeBase64url } from '@latchkey/octets'
import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
import { parseCertificate } from '@latchkey/x509-path'
import { forger, framed, type Legal, legal, named, other, type Row, refusals, top } from './ceremony.ts'
import { Forger, origin, type Parts, userHandle } from './forger.ts'

const { x, y } = forger

// AT01 to AT03: whose credential it is

const withoutUser: Parts = { json: (_, response) => delete response.userHandle }

const owners: readonly Row[] = [
  ...refusals('AT01', 'A6', 'user-handle-mismatch', [
    ["A's credential in the ceremony of B", { expected: { userHandle: other } }],
    [
      "A's credential in the ceremony of B, and the response names B",
      { parts: named(encodeBase64url(other)), expected: { userHandle: other } },
    ],
  ]),
  ...refusals('AT01', 'A5', 'credential-not-allowed', [
    ["A's credential where B's are listed", { expected: { userHandle: other, allowCredentials: [other] } }],
  ]),
  ...refusals('AT02', 'A6', 'user-handle-missing', [
    ['no user handle where nothing else names the user', { parts: withoutUser }],
    ['a user handle of null there', { parts: named(null) }],
  ]),
  ...refusals('AT02', 'A6', 'user-handle-mismatch', [
    ['the user handle of another user', { parts: named(encodeBase64url(other)) }],
    ['an empty user handle', { parts: named('') }],
    ['the beginning of the user handle', { parts: named(encodeBase64url(userHandle.slice(0, 16))) }],
    [
      'another user handle where the user is known',
      { parts: named(encodeBase64url(other)), expected: { userHandle } },
    ],
  ]),
  ...refusals('AT03', 'A5', 'credential-not-allowed', [
    ['a credential outside the list', { expected: { allowCredentials: [other] } }],
    [
      'a credential that begins like one of the list',
      { expected: { allowCredentials: [forger.id.slice(0, 16), concat(forger.id, other)] } },
    ],
  ]),
]
const ownersLegal: readonly Legal[] = [
  ...legal('AT01', 'A', [["A's credential in the ceremony of A", { expected: { userHandle } }]]),
  ...legal('AT02', 'A', [
    ['no user handle where the user is known', { parts: withoutUser, expected: { userHandle } }],
  ]),
  ...legal('AT03', 'A', [
    ['the second credential of the list', { expected: { allowCredentials: [other, forger.id] } }],
  ]),
]

// AT06 to AT08: where it was made

const app = 'android:apk-key-hash:-sYXRdwJA3hvue3mKpYrOZ9zSPC7b4mbgzJmdZEDO5w'
const origins: readonly Row[] = refusals(
  'AT06',
  'R9 A12',
  'origin-unexpected',
  [
    ...['http://example.org', 'https://example.org:8443', 'https://example.org:443', 'wss://example.org'],
    ...['https://evil-example.org', 'https://example.org.evil.example', 'https://login.example.org'],
    ...['https://user@example.org', 'https://example.org@evil.example', 'https://example.org#@evil.example'],
    ...[
      'https://example.org.',
      'https://EXAMPLE.ORG',
      'HTTPS://example.org',
      'https://example.org/',
      ' https://example.org',
    ],
    ...[
      'https://example.org\0.evil.example',
      'https://xn--exmple-cua.org',
      'https://ex\u00e4mple.org',
      'example.org',
    ],
    ...['https://ex\u0430mple.org', 'null', '', app.slice(0, -1), `${app}=`, 'android:apk-key-hash:AAAA'],
  ].map((from) => [`the origin ${JSON.stringify(from)}`, { parts: { clientData: { origin: from } } }]),
)
const hashOf = (name: string): Parts => ({ rpId: name })
const appId = 'https://example.org/u2f'
const claimed = { clientExtensionResults: { appid: true } }
const byAppId: Parts = { rpId: appId, json: (credential) => Object.assign(credential, claimed) }

const places: readonly Row[] = [
  ...origins,
  ...refusals('AT07', 'R10 A13', 'cross-origin-unexpected', [
    ['a cross-origin frame', framed({ crossOrigin: true })],
    [
      'a frame in a page that is listed, where frames are not expected',
      framed({ crossOrigin: true, topOrigin: top }, { topOrigins: [top] }),
    ],
  ]),
  ...refusals('AT07', 'R11 A14', 'top-origin-unexpected', [
    ['a top-level origin where none is expected', framed({ topOrigin: top })],
    [
      'a top-level origin where no list is given',
      framed({ crossOrigin: true, topOrigin: top }, { crossOrigin: true }),
    ],
  ]),
  ...refusals(
    'AT07',
    'R11 A14',
    'top-origin-unexpected',
    [
      'https://evil.example',
      `${top}.`,
      `${top}/`,
      'https://TOP.example',
      'https://a.top.example',
      'null',
      '',
    ].map((topOrigin) => [
      `the top-level origin ${JSON.stringify(topOrigin)}`,
      framed({ crossOrigin: true, topOrigin }, { crossOrigin: true, topOrigins: [top] }),
    ]),
  ),
  ...refusals(
    'AT08',
    'R14 A15',
    'rp-id-mismatch',
    ['example.net', 'login.example.org', 'EXAMPLE.ORG', 'example.org.', origin, ''].map((name) => [
      `the RP ID ${JSON.stringify(name)}`,
      { parts: hashOf(name) },
    ]),
  ),
  ...refusals('AT08', 'A15', 'rp-id-mismatch', [
    ['an appid that nobody asked for', { parts: byAppId }],
    ['an appid that the client does not speak of', { parts: hashOf(appId), expected: { appId } }],
    ['another appid', { parts: byAppId, expected: { appId: `${appId}/2` } }],
  ]),
  ...refusals('AT08', 'R14', 'rp-id-mismatch', [['an appid in a registration', { parts: byAppId }]]),
]
const placesLegal: readonly Legal[] = [
  ...legal('AT06', 'R A', [
    ['an app that is listed', { parts: { clientData: { origin: app } }, expected: { origins: [app] } }],
    [
      'the second origin of the list',
      {
        parts: { clientData: { origin: 'http://localhost:8080' } },
        expected: { origins: [origin, 'http://localhost:8080'] },
      },
    ],
  ]),
  ...legal('AT07', 'R A', [
    ['a frame where one is expected', framed({ crossOrigin: true }, { crossOrigin: true })],
    [
      'a frame in a page that is listed',
      framed({ crossOrigin: true, topOrigin: top }, { crossOrigin: true, topOrigins: [origin, top] }),
    ],
  ]),
  ...legal('AT08', 'A', [['an appid that was asked for', { parts: byAppId, expected: { appId } }]]),
]

// AT09, AT12: what a statement is worth

export const device = createSoftAuthenticator({
  preset: 'ctap2-key-with-pin',
  seed: new Uint8Array(32).fill(3),
})
const anchors = { packed: device.attestationRoots.map((der) => parseCertificate(der)) }
export const attested = createTrustPolicy({ require: 'attested', anchors })
const esp256 = decodeHex(`a5010203282001215820${x}225820${y}`)

const statements: readonly Row[] = [
  ...refusals('AT09', 'R24', 'attestation-not-trusted', [
    ['none where attestation is required', { trust: attested }],
    ['self where attestation is required', { parts: { self: -7 }, trust: attested }],
    ['none where self is required', { trust: createTrustPolicy({ require: 'self' }) }],
  ]),
  ...refusals('AT09', 'R22', 'attestation-statement-invalid', [
    ['none with the statement of self', { parts: { self: -7, fmt: encode('none') } }],
    ['packed with the statement of none', { parts: { fmt: encode('packed') } }],
    [
      'packed with no certificates in its list of them',
      {
        parts: {
          fmt: encode('packed'),
          attStmt: encode(
            new Map<string, CborValue>([
              ['alg', -7],
              ['sig', other],
              ['x5c', []],
            ]),
          ),
        },
      },
    ],
  ]),
  ...refusals(
    'AT12',
    'R22',
    'attestation-statement-invalid',
    [-9, -8, -257, -65535].map((self) => [
      `self with the alg ${self}, unlike the key’s`,
      { parts: { self }, expected: { algorithms: [-7, self] } },
    ]),
  ),
  ...refusals('AT12', 'R20', 'algorithm-not-offered', [
    ['self of an algorithm that was not offered', { parts: { self: -9, key: esp256 } }],
    ['none of an algorithm that was not offered', { parts: { key: esp256 } }],
    ['the algorithm where nothing was offered', { expected: { algorithms: [] } }],
  ]),
  ...refusals('AT12', 'R22', 'attestation-statement-invalid', [
    ['self by another key', { parts: { self: -7, signer: new Forger().privateKey } }],
  ]),
]
const statementsLegal: readonly Legal[] = [
  ...legal('AT09', 'R', [
    ['self where self is required', { parts: { self: -7 }, trust: createTrustPolicy({ require: 'self' }) }],
  ]),
  ...legal('AT12', 'R', [
    ['self with the alg of its key', { parts: { self: -9, key: esp256 }, expected: { algorithms: [-9] } }],
  ]),
]

export const refused: readonly Row[] = [...owners, ...places, ...statements]
export const accepted: readonly Legal[] = [...ownersLegal, ...placesLegal, ...statementsLegal]
