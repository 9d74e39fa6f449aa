/** AT20, AT43, AT44: counters, extension outputs and user verification. */
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { encodeBase64url, encodeHex } from '@latchkey/octets'
import { json, type Legal, legal, type Row, refusals } from './ceremony.ts'
import { challenge } from './forger.ts'

const refuse = { cloneSignal: 'refuse' } as const
const counters = [
  [5, 4],
  [5, 5],
  [5, 0],
  [1, 1],
  [0xffffffff, 0],
  [0xffffffff, 1],
  [0xffffffff, 0xffffffff],
] as const
export const results = (clientExtensionResults: unknown) =>
  json((credential) => Object.assign(credential, { clientExtensionResults }))
const outputRefused = 'extension-output-refused'
const enforced = {
  credentialProtectionPolicy: 'userVerificationRequired',
  enforceCredentialProtectionPolicy: true,
} as const
const strict = { unsolicitedExtensions: 'refuse' } as const
const prf = { extensions: { prf: { eval: { first: 'AAAA' } } } }
const secret = encodeBase64url(challenge)
export const protects = (level: CborValue) => encode(new Map([['credProtect', level]]))

const rest: readonly Row[] = [
  ...refusals(
    'AT20',
    'A22',
    'sign-count-not-increased',
    counters.map(([stored, signCount]) => [
      `a counter of ${signCount} after ${stored}, where that is refused`,
      { parts: { signCount }, record: { signCount: stored }, expected: refuse },
    ]),
  ),
  ...refusals('AT43', 'R28 A23', outputRefused, [
    ['appid, which nobody asked for', { ...results({ appid: true }), expected: strict }],
  ]),
  ...refusals('AT43', 'R28', outputRefused, [
    [
      'credProps as text',
      { ...results({ credProps: 'true' }), expected: { extensions: { credProps: true } } },
    ],
    [
      'an rk of text',
      { ...results({ credProps: { rk: 'true' } }), expected: { extensions: { credProps: true } } },
    ],
    [
      'largeBlob supported in text',
      {
        ...results({ largeBlob: { supported: 'yes' } }),
        expected: { extensions: { largeBlob: { support: 'preferred' } } },
      },
    ],
  ]),
  ...refusals('AT43', 'A23', outputRefused, [
    [
      'a largeBlob of a length that base64url has not',
      { ...results({ largeBlob: { blob: 'A' } }), expected: { extensions: { largeBlob: { read: true } } } },
    ],
  ]),
  ...refusals('AT43', 'R28 A23', outputRefused, [
    [
      'prf of three bytes',
      { ...results({ prf: { enabled: true, results: { first: 'AAAA' } } }), expected: prf },
    ],
    [
      'prf of 33 bytes',
      { ...results({ prf: { enabled: true, results: { first: `${secret}A` } } }), expected: prf },
    ],
    [
      'a second prf of no bytes',
      { ...results({ prf: { enabled: true, results: { first: secret, second: '' } } }), expected: prf },
    ],
  ]),
  ...refusals('AT43', 'R3 A3', 'response-malformed', [
    ['extension results in a list', results([{ appid: true }])],
  ]),
  ...refusals(
    'AT43',
    'R28',
    outputRefused,
    [protects(1), protects(2), protects(0), protects(4), protects('3'), protects(true)].map((extensions) => [
      `credProtect ${encodeHex(extensions.slice(13))} where 3 is enforced`,
      { parts: { extensions }, expected: { extensions: enforced } },
    ]),
  ),
  ...refusals('AT43', 'R28', outputRefused, [
    ['no credProtect where 3 is enforced', { expected: { extensions: enforced } }],
  ]),
  ...refusals('AT43', 'R28 A23', outputRefused, [
    ['credProtect, which nobody asked for', { parts: { extensions: protects(3) }, expected: strict }],
  ]),
  ...refusals('AT43', 'R28', outputRefused, [
    [
      'hmac-secret in text',
      { parts: { extensions: encode(new Map([['hmac-secret', 'true']])) }, expected: prf },
    ],
  ]),
  ...refusals('AT44', 'R16', 'user-not-verified', [
    ['nobody verified where that is required', { parts: { flags: 0x59 } }],
  ]),
  ...refusals('AT44', 'A17', 'user-not-verified', [
    ['nobody verified where that is required', { parts: { flags: 0x19 } }],
  ]),
]
const restLegal: readonly Legal[] = [
  ...legal('AT20', 'A', [
    ['a counter of 6 after 5', { parts: { signCount: 6 }, record: { signCount: 5 }, expected: refuse }],
    ['a counter that there is not', { parts: { signCount: 0 }, record: { signCount: 0 }, expected: refuse }],
    [
      'the last counter there is',
      { parts: { signCount: 0xffffffff }, record: { signCount: 5 }, expected: refuse },
    ],
  ]),
  ...legal('AT43', 'R A', [
    [
      'outputs that nobody asked for, where they are passed over',
      { ...results({ appid: 'x', credProps: 1 }), parts: { extensions: protects('3') } },
    ],
  ]),
  ...legal('AT43', 'R', [
    [
      'credProtect as it is enforced',
      { parts: { extensions: protects(3) }, expected: { extensions: enforced } },
    ],
  ]),
  ...legal('AT43', 'R A', [
    [
      'prf of 32 bytes',
      { ...results({ prf: { enabled: true, results: { first: secret, second: secret } } }), expected: prf },
    ],
  ]),
  ...legal('AT44', 'R', [
    [
      'nobody verified where that is preferred',
      { parts: { flags: 0x59 }, expected: { userVerification: 'preferred' } },
    ],
  ]),
  ...legal('AT44', 'A', [
    [
      'nobody verified where that is preferred',
      { parts: { flags: 0x19 }, expected: { userVerification: 'preferred' } },
    ],
  ]),
]

export const refused: readonly Row[] = [...rest]
export const accepted: readonly Legal[] = [...restLegal]
