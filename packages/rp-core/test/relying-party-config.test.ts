import { describe, expect, it } from 'vitest'
import { createRelyingParty } from '../src/relying-party.ts'
import type { RelyingPartyConfig } from '../src/relying-party-config.ts'
import { MemoryCeremonies, MemoryCredentials } from './stores.ts'

const good: RelyingPartyConfig = {
  rp: { id: 'example.org', name: 'Example' },
  origins: ['https://example.org'],
  ceremonyState: { kind: 'stored', store: new MemoryCeremonies() },
  credentials: new MemoryCredentials(),
  secrets: { decoys: new Uint8Array(32) },
}
const make = (changes: Partial<RelyingPartyConfig>) => () => createRelyingParty({ ...good, ...changes })
const rp = (id: string, ...origins: string[]) => ({ rp: { id, name: 'Example' }, origins })

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

  it.each([
    ['Example.org'],
    ['example.org.'],
    ['example.org:443'],
    ['https://example.org'],
    ['127.0.0.1'],
    [''],
    ['-a.org'],
    ['a..org'],
  ])('refuses the RP ID "%s"', (id) => {
    expect(make(rp(id, 'https://example.org'))).toThrow(
      expect.objectContaining({ code: 'configuration-rp-id', ceremony: 'configuration' }),
    )
  })

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
    ['a short key hash', ['android:apk-key-hash:AAAA']],
    ['no URL', ['example.org']],
  ])('refuses origins with %s', (_, origins) => {
    expect(make({ origins })).toThrow(expect.objectContaining({ code: 'configuration-origin' }))
  })

  it('refuses related and top origins that are none, and secrets of other lengths', () => {
    expect(make({ relatedOrigins: ['example.net'] })).toThrow(
      expect.objectContaining({ code: 'configuration-origin' }),
    )
    expect(make({ topOrigins: ['http://top.example'] })).toThrow(
      expect.objectContaining({ code: 'configuration-origin' }),
    )
    const secrets = { decoys: new Uint8Array(16) }
    expect(make({ secrets })).toThrow(expect.objectContaining({ code: 'configuration-secret' }))
  })
})
