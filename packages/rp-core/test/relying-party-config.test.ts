import { createTrustPolicy } from '@latchkey/attestation'
import { none, packedSelf } from '@latchkey/attestation/formats'
import { encodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { createRelyingParty } from '../src/safe-layer/relying-party.node.ts'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import type { CeremonyErrorCode } from '../src/specification/ceremony-error.ts'
import { MemoryCeremonies, MemoryCredentials, MemoryReplayGuard } from './stores.ts'

const good: RelyingPartyConfig = {
  rp: { id: 'example.org', name: 'Example' },
  origins: ['https://example.org'],
  ceremonyState: { kind: 'stored', store: new MemoryCeremonies() },
  credentials: new MemoryCredentials(),
  secrets: { decoys: new Uint8Array(32) },
}
/** With what TypeScript would refuse, too. */
const make = (changes: object) => () => createRelyingParty({ ...good, ...changes })
const rp = (id: string, ...origins: string[]) => ({ rp: { id, name: 'Example' }, origins })
const refusal = (code: CeremonyErrorCode, message = '') =>
  expect.objectContaining({ code, ceremony: 'configuration', message: expect.stringContaining(message) })

const bytes = (byte: number, length = 32) => new Uint8Array(length).fill(byte)
const keyOf = (id: unknown, byte: number) => ({ id, key: bytes(byte) })
const sealed = (...keys: unknown[]) => ({
  ceremonyState: { kind: 'sealed', keys, replayGuard: new MemoryReplayGuard() },
})

describe('createRelyingParty', () => {
  it.each([
    ['a host below the RP ID', { origins: ['https://sign-in.example.org', 'https://example.org:8443'] }],
    ['localhost by http', rp('localhost', 'http://localhost:3000')],
    ['a name below localhost by http', rp('localhost', 'http://app.localhost:3000')],
    ['an Android app', { origins: [`android:apk-key-hash:${'A'.repeat(43)}`] }],
    ['frames by others', { topOrigins: ['https://partner.example'] }],
  ])('takes %s', (_, changes) => {
    expect(make(changes)().relatedOriginsDocument()).toEqual({ origins: [] })
  })

  it('asks neither the network nor its stores, and draws nothing', () => {
    const untouchable = (functions: string[]) =>
      Object.fromEntries(functions.map((name) => [name, () => expect.fail(name)]))
    const rp = make({
      ceremonyState: { kind: 'stored', store: untouchable(['put', 'take']) },
      credentials: untouchable(['findById', 'listByUserHandle', 'insert', 'update']),
      now: () => expect.fail('now'),
    })()
    expect(Object.isFrozen(rp)).toBe(true)
  })
})

const label = 'a'.repeat(63)
/** 253 characters: the longest there is. */
const longest = [label, label, label, 'a'.repeat(61)].join('.')

describe('an RP ID', () => {
  it.each([
    ['example.org'],
    ['login.example.org'],
    ['xn--bcher-kva.example'],
    ['a-b.example'],
    ['1.example'],
    ['localhost'],
    [longest],
  ])('may be "%s"', (id) => {
    expect(make(rp(id, `https://${id}`))).not.toThrow()
  })

  it.each([
    ['in upper case', 'Example.org'],
    ['with a dot at its end', 'example.org.'],
    ['with a dot at its start', '.example.org'],
    ['with a port', 'example.org:443'],
    ['that is an origin', 'https://example.org'],
    ['with a path', 'example.org/'],
    ['with user info', 'me@example.org'],
    ['with a line break', 'example.org\n'],
    ['with a blank', ' example.org'],
    ['with an escape', 'ex%61mple.org'],
    ['with an underscore', 'my_site.example.org'],
    ['that is an IP address', '127.0.0.1'],
    ['that is an IP address, hexadecimal in two parts', '0x7f.1'],
    ['that is an IP address in two parts', '1.2'],
    ['that is an IP address in one number', '2130706433'],
    ['that is an IP address in octal', '0177.0.0.1'],
    ['that is an IPv6 address', '[::1]'],
    ['that is an IPv6 address without brackets', '::1'],
    ['that is a number below a name', 'example.1'],
    ['in its other form', 'bücher.example'],
    ['in its other form, in decomposed letters', 'bu\u0308cher.example'],
    ['in full-width letters', 'ｅxample.org'],
    ['in punycode of nothing', 'xn--a'],
    ['in punycode of nothing, below a name', 'xn--a.example'],
    ['in punycode in upper case', 'XN--bcher-kva.example'],
    ['that is empty', ''],
    ['with a hyphen at the start of a label', '-a.org'],
    ['with a hyphen at the end of a label', 'a-.org'],
    ['with an empty label', 'a..org'],
    ['with a label of 64 characters', `a${label}.example`],
    ['with 254 characters', `${longest}a`],
    ['that is no text', 7 as never],
    ['that is missing', undefined as never],
  ])('%s is refused', (_, id) => {
    expect(make(rp(id, 'https://example.org'))).toThrow(refusal('configuration-rp-id', 'a domain in lower'))
  })

  it.each([[''], [undefined], [7]])('needs a name, which %s is not', (name) => {
    expect(make({ rp: { id: 'example.org', name } })).toThrow(refusal('configuration-rp-id', 'needs a name'))
  })
})

describe('an origin', () => {
  it.each([
    ['none', []],
    ['http', ['http://example.org']],
    ['a path', ['https://example.org/']],
    ['a default port', ['https://example.org:443']],
    ['upper case', ['https://Example.org']],
    ['user info', ['https://me@example.org']],
    ['a trailing dot', ['https://example.org.']],
    ['an IP address', ['https://127.0.0.1']],
    ['another host', ['https://example.net']],
    ['a host that only ends alike', ['https://evil-example.org']],
    ['a host that only begins alike', ['https://example.org.evil.example']],
    ['the host above', ['https://org']],
    ['a short key hash', ['android:apk-key-hash:AAAA']],
    ['a long key hash', [`android:apk-key-hash:${'A'.repeat(44)}`]],
    ['a key hash in base64', [`android:apk-key-hash:${'A'.repeat(42)}+`]],
    ['another scheme', ['wss://example.org']],
    ['no URL', ['example.org']],
    ['null', ['null']],
    ['no text', [7]],
    ['one good and one bad', ['https://example.org', 'http://example.org']],
  ])('is refused where there is %s', (_, origins) => {
    expect(make({ origins })).toThrow(refusal('configuration-origin'))
  })

  it.each([[undefined], ['https://example.org'], [null]])('is refused where %s is no list', (origins) => {
    expect(make({ origins })).toThrow(refusal('configuration-origin', 'at least one origin'))
  })

  it('is refused where the RP ID is no suffix of it, and taken where it is', () => {
    expect(make(rp('login.example.org', 'https://example.org'))).toThrow(
      refusal('configuration-origin', 'neither the RP ID nor below it'),
    )
    expect(make(rp('example.org', 'https://login.example.org'))).not.toThrow()
    expect(make(rp('xn--bcher-kva.example', 'https://www.xn--bcher-kva.example'))).not.toThrow()
    expect(make(rp('xn--bcher-kva.example', 'https://www.bücher.example'))).toThrow(
      refusal('configuration-origin', 'exact serialisation'),
    )
  })

  it('is refused by http, but for localhost', () => {
    expect(make(rp('localhost', 'http://localhost'))).not.toThrow()
    expect(make(rp('localhost', 'http://localhost.'))).toThrow(refusal('configuration-origin'))
    expect(make(rp('notlocalhost', 'http://notlocalhost'))).toThrow(refusal('configuration-origin'))
    expect(make(rp('notlocalhost', 'https://notlocalhost'))).not.toThrow()
  })
})

describe.each(['relatedOrigins', 'topOrigins'])('one of %s', (name) => {
  it.each([
    ['https://example.net'],
    ['https://example.net:8443'],
    ['http://localhost:3000'],
    ['https://xn--bcher-kva.example'],
  ])('may be "%s"', (origin) => {
    expect(make({ [name]: [origin] })).not.toThrow()
  })

  it.each([
    ['example.net'],
    ['http://example.net'],
    ['https://example.net/'],
    ['https://example.net:443'],
    ['https://Example.net'],
    ['https://bücher.example'],
    ['https://*.example.net'],
    ['https://127.0.0.1'],
    ['https://[::1]'],
    ['https://example.net.'],
    [`android:apk-key-hash:${'A'.repeat(43)}`],
    ['null'],
    [''],
  ])('is refused where it is "%s"', (origin) => {
    expect(make({ [name]: ['https://example.com', origin] })).toThrow(refusal('configuration-origin'))
  })
})

describe('a store', () => {
  const without = (store: object, missing: string) => {
    const functions = ['findById', 'listByUserHandle', 'insert', 'update', 'put', 'take', 'claim']
    return Object.fromEntries(
      functions
        .filter((name) => name in store && name !== missing)
        .map((name) => [name, () => Promise.resolve()]),
    )
  }
  const credentials = (missing: string) => ({ credentials: without(new MemoryCredentials(), missing) })
  const ceremonies = (missing: string) => ({
    ceremonyState: { kind: 'stored', store: without(new MemoryCeremonies(), missing) },
  })
  const guard = (missing: string) => ({
    ceremonyState: {
      kind: 'sealed',
      keys: [keyOf('a', 8)],
      replayGuard: without(new MemoryReplayGuard(), missing),
    },
  })

  it.each([
    ['credentials', credentials('')],
    ['ceremonies', ceremonies('')],
    ['used states', guard('')],
  ])('of %s may be any object with its functions', (_, changes) => {
    expect(make(changes)).not.toThrow()
  })

  it.each([
    ['credentials', 'findById', credentials('findById')],
    ['credentials', 'listByUserHandle', credentials('listByUserHandle')],
    ['credentials', 'insert', credentials('insert')],
    ['credentials', 'update', credentials('update')],
    ['ceremonyState.store', 'put', ceremonies('put')],
    ['ceremonyState.store', 'take', ceremonies('take')],
    ['ceremonyState.replayGuard', 'claim', guard('claim')],
    ['credentials', 'findById', { credentials: undefined }],
    ['credentials', 'findById', { credentials: null }],
    ['credentials', 'findById', { credentials: { findById: 'by id' } }],
    ['ceremonyState.store', 'put', { ceremonyState: { kind: 'stored' } }],
    ['ceremonyState.replayGuard', 'claim', { ceremonyState: { kind: 'sealed', keys: [keyOf('a', 8)] } }],
  ])('%s is refused without its %s', (name, missing, changes) => {
    expect(make(changes)).toThrow(refusal('configuration-store', `${name} has no function ${missing}`))
  })
})

describe('the state of ceremonies', () => {
  it.each([
    ['by one key', sealed(keyOf('a', 8))],
    ['by keys of other ids', sealed(keyOf('a', 8), keyOf('b', 9), keyOf('ключ', 10))],
    ['by a key that is a Buffer', sealed({ id: 'a', key: Buffer.alloc(32, 8) })],
  ])('may be sealed %s', (_, changes) => {
    expect(make(changes)).not.toThrow()
  })

  it.each([
    ['of no kind', { ceremonyState: undefined }, 'kind must be'],
    ['of another kind', { ceremonyState: { kind: 'memory', store: new MemoryCeremonies() } }, 'kind must be'],
    ['of a kind that is not said', { ceremonyState: { store: new MemoryCeremonies() } }, 'kind must be'],
    ['without keys', sealed(), 'at least one sealing key'],
    [
      'with keys that are no list',
      { ceremonyState: { kind: 'sealed', keys: keyOf('a', 8), replayGuard: new MemoryReplayGuard() } },
      'at least one sealing key',
    ],
    ['by a key of 31 bytes', sealed({ id: 'a', key: bytes(8, 31) }), 'a sealing key must be 32 bytes'],
    ['by a key of 33 bytes', sealed({ id: 'a', key: bytes(8, 33) }), 'a sealing key must be 32 bytes'],
    ['by a key that is text', sealed({ id: 'a', key: 'k'.repeat(32) }), 'a sealing key must be 32 bytes'],
    ['by a key that is a list', sealed({ id: 'a', key: [...bytes(8)] }), 'a sealing key must be 32 bytes'],
    ['by no key', sealed({ id: 'a' }), 'a sealing key must be 32 bytes'],
    [
      'by a second key of 16 bytes',
      sealed(keyOf('a', 8), { id: 'b', key: bytes(9, 16) }),
      'a sealing key must be 32 bytes',
    ],
    ['by a key with an empty id', sealed(keyOf('', 8)), 'a sealing key needs an id'],
    ['by a key without id', sealed(keyOf(undefined, 8)), 'a sealing key needs an id'],
    ['by a key with a number for an id', sealed(keyOf(1, 8)), 'a sealing key needs an id'],
    ['by two keys of one id', sealed(keyOf('a', 8), keyOf('b', 9), keyOf('a', 10)), 'the same id'],
  ])('%s is refused', (_, changes, message) => {
    expect(make(changes)).toThrow(refusal('configuration-state', message))
  })
})

describe('a secret', () => {
  it('is needed for decoys, and for user handles may be missing', () => {
    expect(make({ secrets: { decoys: bytes(1) } })).not.toThrow()
    expect(make({ secrets: { decoys: bytes(1), userHandles: bytes(2) } })).not.toThrow()
    expect(
      make({ secrets: { decoys: bytes(1), userHandles: bytes(2) }, ...sealed(keyOf('a', 3)) }),
    ).not.toThrow()
    for (const secrets of [undefined, {}, { userHandles: bytes(2) }]) {
      expect(make({ secrets })).toThrow(refusal('configuration-secret', 'secrets.decoys must be 32 bytes'))
    }
  })

  it.each([
    ['of 31 bytes', bytes(5, 31)],
    ['of 33 bytes', bytes(5, 33)],
    ['of 16 bytes', bytes(5, 16)],
    ['that is text', 's'.repeat(32)],
    ['that is a list', [...bytes(5)]],
    ['that is an ArrayBuffer', bytes(5).buffer],
    ['that is null', null],
  ])('%s is refused', (_, secret) => {
    expect(make({ secrets: { decoys: secret } })).toThrow(
      refusal('configuration-secret', 'secrets.decoys must be 32 bytes'),
    )
    expect(make({ secrets: { decoys: bytes(1), userHandles: secret } })).toThrow(
      refusal('configuration-secret', 'secrets.userHandles must be 32 bytes'),
    )
  })

  it.each([
    ['decoys, for user handles', { secrets: { decoys: bytes(1), userHandles: bytes(1) } }],
    ['decoys, for sealing', { secrets: { decoys: bytes(8) }, ...sealed(keyOf('a', 8)) }],
    [
      'decoys, for sealing with the last key',
      { secrets: { decoys: bytes(8) }, ...sealed(keyOf('a', 6), keyOf('b', 7), keyOf('c', 8)) },
    ],
    [
      'user handles, for sealing',
      { secrets: { decoys: bytes(1), userHandles: bytes(8) }, ...sealed(keyOf('a', 8)) },
    ],
    ['sealing, under another id', sealed(keyOf('a', 8), keyOf('b', 8))],
  ])('of %s, too, is refused', (_, changes) => {
    expect(make(changes)).toThrow(refusal('configuration-secret', 'two keys are the same'))
  })

  it('is in no message', () => {
    const secret = bytes(0).map((_, at) => 0xa1 + at)
    const spellings = [
      encodeHex(secret),
      encodeBase64url(secret),
      `${secret}`,
      Buffer.from(secret).toString('base64'),
    ]
    const attempts = [
      { secrets: { decoys: secret, userHandles: secret } },
      { secrets: { decoys: secret }, ...sealed({ id: 'a', key: secret }) },
      { secrets: { decoys: secret, userHandles: secret.subarray(1) } },
      { secrets: { decoys: spellings[0] } },
      sealed({ id: 'a', key: spellings[1] }),
      sealed({ id: '', key: secret }),
      sealed({ id: 'a', key: secret }, { id: 'a', key: bytes(1) }),
    ]
    for (const changes of attempts) {
      let error: unknown
      try {
        make(changes)()
      } catch (reason) {
        error = reason
      }
      const printed = `${error} ${JSON.stringify(error)}`
      expect(printed).toContain('configuration-')
      for (const text of spellings) expect(printed).not.toContain(text.slice(4, -4))
    }
  })
})

describe('the attestation that is asked for', () => {
  const trust = createTrustPolicy({ require: 'none' })
  const attested = createTrustPolicy({ require: 'attested', anchors: { packed: [] } })
  const metadata = createTrustPolicy({ require: 'metadata', metadata: { find: () => undefined } })
  const self = createTrustPolicy({ require: 'self' })
  const formats = [none, packedSelf]

  it.each([
    ['none', { conveyance: 'none', formats, trust }],
    ['indirect', { conveyance: 'indirect', formats, trust }],
    ['direct', { conveyance: 'direct', formats, trust: attested }],
    ['enterprise', { conveyance: 'enterprise', formats, trust: metadata }],
    ['none, and a signature by the key itself', { conveyance: 'none', formats, trust: self }],
  ])('may be %s', (_, attestation) => {
    expect(make({ attestation })).not.toThrow()
  })

  it.each([
    ['of another conveyance', { conveyance: 'Direct', formats, trust }, 'attestation.conveyance'],
    ['of no conveyance', { formats, trust }, 'attestation.conveyance'],
    ['in no format', { conveyance: 'direct', formats: [], trust }, 'attestation.formats'],
    ['in formats that are no list', { conveyance: 'direct', formats: none, trust }, 'attestation.formats'],
    ['in formats that are missing', { conveyance: 'direct', trust }, 'attestation.formats'],
    ['without trust', { conveyance: 'direct', formats }, 'attestation.trust'],
    [
      'with trust that is not made yet',
      { conveyance: 'direct', formats, trust: { require: 'none' } },
      'attestation.trust',
    ],
    ['and not conveyed', { conveyance: 'none', formats, trust: attested }, 'conveyance "none"'],
    [
      'by the model’s entry and not conveyed',
      { conveyance: 'none', formats, trust: metadata },
      'conveyance "none"',
    ],
  ])('%s is refused', (_, attestation, message) => {
    expect(make({ attestation })).toThrow(refusal('configuration-policy', message))
  })
})

describe('a policy', () => {
  it.each([
    ['nothing', {}],
    ['what a changed eligibility means', { backupEligibilityChange: 'upgrade-once' }],
    ['that it is refused', { backupEligibilityChange: 'refuse' }],
    ['that it is accepted', { backupEligibilityChange: 'accept' }],
    ['what a clone means', { cloneSignal: 'step-up' }],
    ['that it is flagged', { cloneSignal: 'flag' }],
    ['that a clone is refused', { cloneSignal: 'refuse' }],
    ['that outputs nobody asked for are passed over', { unsolicitedExtensions: 'ignore' }],
    ['that they are refused', { unsolicitedExtensions: 'refuse' }],
    ['one algorithm', { algorithms: [-7] }],
    ['algorithms that are not offered by default', { algorithms: [-50, -53, -8] }],
    ['RS1, for a conformance tool', { algorithms: [-7, -65535], conformance: true }],
    ['a millisecond', { timeoutMilliseconds: 1 }],
    ['a day', { timeoutMilliseconds: 86_400_000 }],
  ])('may say %s', (_, policy) => {
    expect(make({ policy })).not.toThrow()
  })

  it.each([
    [
      'an eligibility',
      { backupEligibilityChange: 'upgrade' },
      'policy.backupEligibilityChange must be one of',
    ],
    ['a clone', { cloneSignal: 'stepUp' }, 'policy.cloneSignal must be one of flag, refuse, step-up'],
    ['a clone, by null', { cloneSignal: null }, 'policy.cloneSignal'],
    ['outputs', { unsolicitedExtensions: true }, 'policy.unsolicitedExtensions must be one of'],
    ['no algorithm', { algorithms: [] }, 'policy.algorithms'],
    ['an algorithm that is unknown', { algorithms: [-7, -99] }, 'policy.algorithms'],
    ['an algorithm by its name', { algorithms: ['ES256'] }, 'policy.algorithms'],
    ['RS1', { algorithms: [-7, -65535] }, 'policy.algorithms'],
    ['RS1, for no conformance tool', { algorithms: [-65535], conformance: false }, 'policy.algorithms'],
    ['no time', { timeoutMilliseconds: 0 }, 'policy.timeoutMilliseconds'],
    ['time that is over', { timeoutMilliseconds: -1 }, 'policy.timeoutMilliseconds'],
    ['a part of a millisecond', { timeoutMilliseconds: 1.5 }, 'policy.timeoutMilliseconds'],
    ['a time that is no number', { timeoutMilliseconds: Number.NaN }, 'policy.timeoutMilliseconds'],
    ['a time in text', { timeoutMilliseconds: '60000' }, 'policy.timeoutMilliseconds'],
    ['time without end', { timeoutMilliseconds: Number.POSITIVE_INFINITY }, 'policy.timeoutMilliseconds'],
    ['time beyond every date', { timeoutMilliseconds: 8_640_000_000_000_000 }, 'policy.timeoutMilliseconds'],
  ])('that says %s is refused', (_, policy, message) => {
    expect(make({ policy })).toThrow(refusal('configuration-policy', message))
  })
})

describe('what made-up credentials look like', () => {
  const credential = { idLength: 20, transports: ['internal'], registeredWithUserVerification: true }
  const account = (changes: object, weight: unknown = 1) => ({
    weight,
    credentials: [{ ...credential, ...changes }],
  })
  const many = (count: number) => ({ weight: 1, credentials: Array(count).fill(credential) })

  it.each([
    ['of one kind', [account({})]],
    ['of two kinds, one of them rare', [account({}, 1_000_000), account({}, 1)]],
    ['with IDs of 16 bytes', [account({ idLength: 16 })]],
    ['with IDs of 255 bytes', [account({ idLength: 255 })]],
    ['of 16 credentials', [many(16)]],
    ['without transports', [account({ transports: [] })]],
  ])('may be accounts %s', (_, decoys) => {
    expect(make({ policy: { decoys } })).not.toThrow()
  })

  it.each([
    ['accounts of no kind', []],
    ['a weight of 0', [account({}), account({}, 0)]],
    ['a weight of a half', [account({}, 0.5)]],
    ['a weight below 0', [account({}, 2), account({}, -1)]],
    ['a weight beyond a million', [account({}, 1_000_001)]],
    ['a weight that is no number', [account({}, Number.NaN)]],
    ['a weight in text', [account({}, '1')]],
    ['an account without credentials', [account({}), many(0)]],
    ['an account of 17 credentials', [many(17)]],
    ['IDs of 15 bytes', [account({ idLength: 15 })]],
    ['IDs of 256 bytes', [account({ idLength: 256 })]],
    ['IDs of half a byte', [account({ idLength: 16.5 })]],
    ['transports that are missing', [account({ transports: undefined })]],
    ['transports in text', [account({ transports: 'internal' })]],
    ['a registration of which nothing is known', [account({ registeredWithUserVerification: undefined })]],
  ])('is refused where there are %s', (_, decoys) => {
    expect(make({ policy: { decoys } })).toThrow(refusal('configuration-policy', 'policy.decoys must'))
  })
})
