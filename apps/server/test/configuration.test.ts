import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, isHttps, readConfiguration } from '../src/configuration.ts'

describe('readConfiguration', () => {
  it('has an answer for everything that is not said', () => {
    const configuration = readConfiguration({})
    expect(configuration).toEqual({
      host: 'localhost',
      port: 3000,
      data: path.resolve(import.meta.dirname, '../data'),
      origin: 'http://localhost:3000',
      rp: { id: 'localhost', name: 'Latchkey' },
      rateLimit: true,
    })
    expect(isHttps(configuration)).toBe(false)
  })

  it('takes what is said', () => {
    const configuration = readConfiguration({
      HOST: '0.0.0.0',
      PORT: '8080',
      LATCHKEY_DATA: '/srv/latchkey',
      LATCHKEY_ORIGIN: 'https://login.example.org',
      LATCHKEY_RP_ID: 'example.org',
      LATCHKEY_RP_NAME: 'Example',
      LATCHKEY_RATE_LIMIT: 'off',
    })
    expect(configuration).toEqual({
      host: '0.0.0.0',
      port: 8080,
      data: '/srv/latchkey',
      origin: 'https://login.example.org',
      rp: { id: 'example.org', name: 'Example' },
      rateLimit: false,
    })
    expect(isHttps(configuration)).toBe(true)
  })

  it('takes an empty variable for an unset one', () => {
    expect(readConfiguration({ PORT: '', DATABASE_URL: ' ', LATCHKEY_RP_ID: '' })).toEqual(
      readConfiguration({}),
    )
  })

  it.each([
    [{ PORT: 'eighty' }, /^PORT must be a number from 1 to 65535, not "eighty"$/],
    [{ PORT: '0' }, /^PORT must/],
    [{ PORT: '65536' }, /^PORT must/],
    [{ PORT: '-1' }, /^PORT must/],
    [{ LATCHKEY_ORIGIN: 'example.org' }, /^LATCHKEY_ORIGIN must be an origin/],
    [{ LATCHKEY_ORIGIN: 'https://example.org/' }, /without a path or a slash/],
    [{ LATCHKEY_ORIGIN: 'https://example.org/app' }, /without a path or a slash/],
    [{ LATCHKEY_ORIGIN: 'https://EXAMPLE.org' }, /^LATCHKEY_ORIGIN must be an origin/],
    [{ LATCHKEY_ORIGIN: 'http://example.org' }, /must begin with https/],
    [{ LATCHKEY_ORIGIN: 'ftp://example.org' }, /must begin with https/],
    [{ LATCHKEY_ORIGIN: 'https://192.0.2.1' }, /must have a domain name/],
    [{ LATCHKEY_ORIGIN: 'https://[2001:db8::1]' }, /must have a domain name/],
    [{ LATCHKEY_ORIGIN: 'https://example.org', LATCHKEY_RP_ID: 'ample.org' }, /^LATCHKEY_RP_ID must be/],
    [{ LATCHKEY_RP_ID: 'example.org' }, /^LATCHKEY_RP_ID must be/],
    [{ LATCHKEY_RATE_LIMIT: 'no' }, /^LATCHKEY_RATE_LIMIT must be on or off/],
    [{ DATABASE_URL: 'postgres://localhost/latchkey' }, /^DATABASE_URL is set/],
  ])('refuses %j', (environment, sentence) => {
    const attempt = () => readConfiguration(environment)
    expect(attempt).toThrow(sentence)
    expect(attempt).toThrow(expect.toSatisfy(ConfigurationError.is))
  })

  it('never repeats a database address, which may hold a password', () => {
    expect(() => readConfiguration({ DATABASE_URL: 'postgres://me:secret@host/db' })).toThrow(/^(?!.*secret)/)
  })
})
