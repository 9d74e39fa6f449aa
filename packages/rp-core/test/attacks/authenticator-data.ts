/** AT15, AT16, AT41, AT42: authenticator data, and the CBOR in and around it. */
import { encode } from '@latchkey/cbor-canonical'
import { concat } from '@latchkey/octets'
import { type Change, forger, hex, keyed, type Legal, legal, other, type Row, refusals } from './ceremony.ts'
import { Forger } from './forger.ts'

const { x, y } = forger

// AT15: authenticator data

const flags = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 }
const edited = (edit: (bytes: Uint8Array) => Uint8Array): Change => ({ parts: { authenticatorData: edit } })
const cutTo = (length: number) => edited((bytes) => bytes.slice(0, length))
const withFlag = (flag: number) => edited((bytes) => bytes.with(32, bytes[32]! | flag))
const malformed = 'authenticator-data-malformed'
const oneExtension = encode(new Map([['myOwn', true]]))

const authenticatorData: readonly Row[] = [
  ...refusals('AT15', 'R13 A7', malformed, [
    ['a byte left over', edited((bytes) => concat(bytes, Uint8Array.of(0)))],
    ['an empty map left over', edited((bytes) => concat(bytes, Uint8Array.of(0xa0)))],
  ]),
  ...refusals(
    'AT15',
    'R13 A7',
    malformed,
    [0, 1, 32, 36].map((length) => [`${length} bytes of it`, cutTo(length)]),
  ),
  ...refusals(
    'AT15',
    'R13',
    malformed,
    [37, 38, 54, 55, 86, 87].map((length) => [`${length} bytes of it`, cutTo(length)]),
  ),
  ...refusals(
    'AT15',
    'R13',
    'credential-key-refused',
    [88, 100, 163].map((length) => [`${length} bytes of it`, cutTo(length)]),
  ),
  ...refusals('AT15', 'A7', malformed, [['the flag AT and no data', withFlag(flags.AT)]]),
  ...refusals('AT15', 'R13 A7', malformed, [
    ['the flag ED and no data', withFlag(flags.ED)],
    ['data without the flag ED', edited((bytes) => concat(bytes, oneExtension))],
  ]),
  ...refusals('AT15', 'R13', malformed, [
    ['data without the flag AT', edited((bytes) => bytes.with(32, bytes[32]! & ~flags.AT))],
  ]),
  ...refusals('AT15', 'R13', 'attestation-object-malformed', [
    ['neither data nor the flag AT', edited((bytes) => bytes.slice(0, 37).with(32, bytes[32]! & ~flags.AT))],
  ]),
  ...refusals('AT15', 'R13', malformed, [
    ['a credential ID of 65,535 bytes that are not there', edited((bytes) => bytes.fill(0xff, 53, 55))],
  ]),
  ...refusals('AT15', 'R3', 'response-too-large', [
    ['a credential ID of 65,535 bytes that are there', { parts: { id: new Uint8Array(65_535).fill(1) } }],
  ]),
  ...refusals('AT15', 'R25', 'credential-id-too-long', [
    ['a credential ID of 1,024 bytes', { parts: { id: new Uint8Array(1024).fill(1) } }],
  ]),
  ...refusals('AT15', 'R3', 'response-malformed', [
    ['a credential ID of no bytes', { parts: { id: new Uint8Array() } }],
  ]),
  ...refusals('AT15', 'R13', 'credential-key-refused', [
    ['a credential ID that takes from the key', edited((bytes) => bytes.with(54, 33))],
  ]),
  ...refusals('AT15', 'R15', 'user-not-present', [['nobody present', { parts: { flags: 0x5c } }]]),
  ...refusals('AT15', 'A16', 'user-not-present', [['nobody present', { parts: { flags: 0x1c } }]]),
  ...refusals('AT15', 'R17', 'backup-state-invalid', [
    ['backed up and not eligible', { parts: { flags: 0x55 } }],
  ]),
  ...refusals('AT15', 'A18', 'backup-state-invalid', [
    ['backed up and not eligible', { parts: { flags: 0x15 } }],
  ]),
  ...refusals('AT15', 'A19', 'backup-eligibility-changed', [
    ['eligibility for backup lost', { parts: { flags: 0x05 } }],
    ['eligibility for backup gained', { record: { backupEligible: false, backupState: false } }],
  ]),
]
const authenticatorDataLegal: readonly Legal[] = [
  ...legal('AT15', 'R A', [
    ['a flag that means nothing yet', withFlag(0x02)],
    ['extensions with their flag', { parts: { extensions: oneExtension } }],
  ]),
  ...legal('AT15', 'R', [
    ['a credential ID of 1,023 bytes', { parts: { id: new Uint8Array(1023).fill(1) } }],
    ['a credential ID of one byte', { parts: { id: Uint8Array.of(1) } }],
  ]),
  ...legal('AT15', 'A', [
    ['backup that came later', { parts: { flags: 0x1d }, record: { backupState: false } }],
    [
      'a change that the policy accepts',
      { parts: { flags: 0x05 }, expected: { backupEligibilityChange: 'accept' } },
    ],
    ['an eligibility that was not known', { record: { backupEligible: 'unknown' } }],
  ]),
]

// AT16, AT41, AT42: CBOR

const objectMalformed = 'attestation-object-malformed'
const bombs: readonly (readonly [what: string, bomb: Uint8Array])[] = [
  ['arrays 100 deep', hex(`${'81'.repeat(100)}80`)],
  ['arrays 40,000 deep', new Uint8Array(40_000).fill(0x81)],
  ['maps 20,000 deep', hex('a100'.repeat(20_000))],
  ['tags 20,000 deep', hex('c1'.repeat(20_000))],
  ['arrays without an end', new Uint8Array(40_000).fill(0x9f)],
  ['bytes of 4 gigabytes that are not there', hex('5affffffff')],
  ['bytes of 2⁶⁴ − 1 that are not there', hex('5bffffffffffffffff')],
  ['text of 2³¹ that is not there', hex('7a80000000')],
  ['an array of 2⁶⁴ − 1 that is not there', hex('9bffffffffffffffff')],
  ['an array of 2³² − 1 that is not there', hex('9affffffff00')],
  ['a map of 2⁶⁴ − 1 that is not there', hex('bbffffffffffffffff')],
  ['a map of 2³¹ that is not there', hex('ba800000000000')],
  ['bytes in chunks without an end', hex('5f'.padEnd(20_000, '4100'))],
  ['a tag', hex('d9d9f7a0')],
  ['a big number', hex('c249ffffffffffffffffff')],
]
const cborBombs: readonly Row[] = bombs.flatMap(([what, bomb]) => [
  ...refusals('AT16', 'R13', objectMalformed, [[`${what}, for the statement`, { parts: { attStmt: bomb } }]]),
  ...refusals('AT16', 'R13', objectMalformed, [
    [`${what}, for the whole object`, { parts: { attestationObject: () => bomb } }],
  ]),
  ...refusals('AT16', 'R13', 'credential-key-refused', [[`${what}, for the key`, { parts: { key: bomb } }]]),
  ...refusals('AT16', 'R13 A7', malformed, [
    [`${what}, for the extensions`, { parts: { extensions: bomb } }],
  ]),
  ...refusals('AT16', 'R13 A7', malformed, [
    [`${what}, in the extensions`, { parts: { extensions: concat(hex('a1656d794f776e'), bomb) } }],
  ]),
])
const proto = encode('__proto__')
const many = concat(hex('99a000'), new Uint8Array(40_960))
const cborKinds: readonly Row[] = [
  ...cborBombs,
  ...refusals('AT16', 'R13', objectMalformed, [
    ['an array of 40,960 for the statement', { parts: { attStmt: many } }],
  ]),
  ...refusals('AT16', 'R22', 'attestation-statement-invalid', [
    ['an array of 40,960 in the statement', { parts: { attStmt: concat(hex('a161 61'), many) } }],
    ['__proto__ in the statement', { parts: { attStmt: concat(hex('a1'), proto, hex('a0')) } }],
  ]),
  ...refusals('AT16', 'R13', objectMalformed, [
    [
      'fmt in a map under __proto__',
      {
        parts: {
          attestationObject: (bytes) =>
            concat(hex('a3'), proto, hex('a163666d74646e6f6e65'), bytes.subarray(10)),
        },
      },
    ],
  ]),
  ...refusals('AT16', 'R13', 'credential-key-refused', [
    ['__proto__ in the key', keyed(concat(hex('a6'), forger.key.subarray(1), proto, hex('a0')))],
  ]),
  ...refusals('AT16', 'R28 A23', 'extension-output-refused', [
    [
      '__proto__ in the extensions, where outputs must be asked for',
      {
        parts: { extensions: concat(hex('a1'), proto, hex('a0')) },
        expected: { unsolicitedExtensions: 'refuse' },
      },
    ],
  ]),
  ...refusals('AT41', 'R13', 'credential-key-refused', [
    ['the label "1"', keyed(`a5 0326 2001 215820${x} 225820${y} 613102`)],
    ['the label 1.0', keyed(`a5 0326 2001 215820${x} 225820${y} f93c0002`)],
    ['the type "2"', keyed(`a5 016132 0326 2001 215820${x} 225820${y}`)],
    ['the type 2.0', keyed(`a5 01f94000 0326 2001 215820${x} 225820${y}`)],
    ['the type "EC2"', keyed(`a5 0163454332 0326 2001 215820${x} 225820${y}`)],
    ['the algorithm "ES256"', keyed(`a5 0102 03654553323536 2001 215820${x} 225820${y}`)],
    ['the algorithm −7.0', keyed(`a5 0102 03f9c700 2001 215820${x} 225820${y}`)],
    ['the curve "P-256"', keyed(`a5 0102 0326 2065502d323536 215820${x} 225820${y}`)],
    ['a coordinate in text', keyed(`a5 0102 0326 2001 217820${'61'.repeat(32)} 225820${y}`)],
    ['an array for the key', keyed('80')],
  ]),
  ...refusals('AT41', 'R13', objectMalformed, [
    ['fmt in bytes', { parts: { fmt: hex('446e6f6e65') } }],
    ['fmt in an array', { parts: { fmt: hex('81646e6f6e65') } }],
    ['a fmt of null', { parts: { fmt: hex('f6') } }],
  ]),
  ...refusals('AT41', 'R21', 'attestation-format-unsupported', [
    ['fmt in upper case', { parts: { fmt: encode('NONE') } }],
  ]),
  ...refusals('AT41', 'R13', objectMalformed, [
    ['a statement of null', { parts: { attStmt: hex('f6') } }],
    ['an array for the statement', { parts: { attStmt: hex('80') } }],
    ['bytes for the statement', { parts: { attStmt: hex('41a0') } }],
    [
      'authData in an array',
      { parts: { attestationObject: (bytes) => concat(bytes.subarray(0, 28), hex('830102 03')) } },
    ],
    [
      'authData in text',
      { parts: { attestationObject: (bytes) => concat(bytes.subarray(0, 28), hex('63414141')) } },
    ],
    [
      'authData twice',
      { parts: { attestationObject: (bytes) => concat(hex('a4'), bytes.subarray(1), bytes.subarray(19)) } },
    ],
    [
      'an array for the whole',
      { parts: { attestationObject: (bytes) => concat(hex('86'), bytes.subarray(1)) } },
    ],
    [
      'a map that says its end',
      { parts: { attestationObject: (bytes) => concat(hex('bf'), bytes.subarray(1), hex('ff')) } },
    ],
    ['a byte after the object', { parts: { attestationObject: (bytes) => concat(bytes, hex('00')) } }],
  ]),
  ...refusals(
    'AT41',
    'R13 A7',
    malformed,
    ['80', '60', 'f6', '00', '41a0'].map((extensions) => [
      `${extensions} for the extensions`,
      { parts: { extensions: hex(extensions) } },
    ]),
  ),
  ...refusals('AT41', 'R13 A7', malformed, [
    ['an extension twice', { parts: { extensions: hex('a2 6161f5 6161f4') } }],
  ]),
  ...refusals('AT41', 'R28', 'extension-output-refused', [
    [
      'credProtect as an array of its name',
      {
        parts: { extensions: hex('a1 816b6372656450726f74656374 03') },
        expected: {
          extensions: { credentialProtectionPolicy: 'userVerificationRequired' },
          unsolicitedExtensions: 'refuse',
        },
      },
    ],
  ]),
  ...refusals('AT42', 'A21', 'signature-invalid', [
    ['another key in an assertion, which it signs', ofAnother()],
  ]),
  ...refusals('AT42', 'A7', malformed, [
    ['a key in an assertion that is none', inAssertion(hex('a0'))],
    [
      'a key in an assertion whose point is off the curve',
      inAssertion(forger.key.with(76, forger.key[76]! ^ 1)),
    ],
  ]),
  ...refusals('AT42', 'R13', 'credential-key-refused', [
    [
      'a credential ID that takes the key, before extensions',
      {
        parts: {
          extensions: oneExtension,
          authenticatorData: (bytes) => bytes.with(54, 32 + forger.key.length - 1),
        },
      },
    ],
    [
      'a credential ID that takes the key, so that the extensions are one',
      {
        parts: {
          extensions: oneExtension,
          authenticatorData: (bytes) => bytes.with(54, 32 + forger.key.length),
        },
      },
    ],
  ]),
  ...refusals('AT42', 'R13', malformed, [
    [
      'a credential ID that takes the key and the extensions',
      {
        parts: {
          extensions: oneExtension,
          authenticatorData: (bytes) => bytes.with(54, 32 + forger.key.length + oneExtension.length),
        },
      },
    ],
  ]),
  ...refusals('AT42', 'A7', malformed, [
    [
      'a credential ID in an assertion that takes its key',
      inAssertion(forger.key, { extensions: oneExtension, length: 32 + forger.key.length }),
    ],
  ]),
]

/** Attested credential data in an assertion. */
export function inAssertion(
  key: Uint8Array,
  {
    id = other,
    extensions,
    length = id.length,
  }: { id?: Uint8Array; extensions?: Uint8Array; length?: number } = {},
): Change {
  const attested = concat(new Uint8Array(16).fill(9), Uint8Array.of(0, length), id, key)
  return {
    parts: {
      ...(extensions && { extensions }),
      authenticatorData: (bytes) =>
        concat(bytes.subarray(0, 37).with(32, bytes[32]! | flags.AT), attested, bytes.subarray(37)),
    },
  }
}

function ofAnother(): Change {
  const { key, privateKey } = new Forger()
  const { parts } = inAssertion(key)
  return { parts: { ...parts!, signer: privateKey } }
}

const cborLegal: readonly Legal[] = [
  ...legal('AT16', 'R A', [
    [
      '__proto__ in the extensions',
      { parts: { extensions: concat(hex('a1'), proto, hex('a1676973 41646d696ef5')) } },
    ],
    ['the deepest that extensions may be', { parts: { extensions: hex('a1 656d794f776e 818180') } }],
  ]),
  ...legal('AT41', 'R', [
    // About one in ten authenticators writes the object in this order.
    [
      'authData before the statement',
      {
        parts: {
          attestationObject: (bytes) =>
            concat(bytes.subarray(0, 10), bytes.subarray(19), bytes.subarray(10, 19)),
        },
      },
    ],
  ]),
  ...legal('AT42', 'A', [
    ['attested data in an assertion of the right key', inAssertion(forger.key, { id: forger.id })],
    ['that of another credential, signed by the right key', inAssertion(new Forger().key)],
    ['that and extensions', inAssertion(new Forger().key, { extensions: oneExtension })],
  ]),
]

export const refused: readonly Row[] = [...authenticatorData, ...cborKinds]
export const accepted: readonly Legal[] = [...authenticatorDataLegal, ...cborLegal]
