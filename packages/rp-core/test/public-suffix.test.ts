import { describe, expect, it } from 'vitest'
import { assertRegistrable, assertRelatedOrigins } from '../src/public-suffix.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'

const refusalOf = (act: () => void): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

describe('assertRegistrable', () => {
  it.each([
    ['a public suffix', 'com', 'example.com', 'is a public suffix'],
    ['a public suffix of two labels', 'co.uk', 'example.co.uk', 'is a public suffix'],
    ['a suffix by a wildcard', 'shop.ck', 'example.shop.ck', 'is a public suffix'],
    ['a suffix by a wildcard, of which one name is none', 'shop.ck', 'www.ck', 'is a public suffix'],
    ['a suffix of the private section', 'github.io', 'latchkey.github.io', 'is a public suffix'],
    ['a suffix of more labels', 's3.amazonaws.com', 'amazonaws.com', 'is a public suffix'],
    ['an internationalised suffix', 'xn--p1ai', 'xn--e1afmkfd.xn--p1ai', 'is a public suffix'],
    ['one label', 'intranet', 'sign-in.intranet', 'has one label'],
    ['an IPv4 address', '192.0.2.1', 'a192.example.org', 'IP address'],
    ['a short IPv4 address', '127.1', '127.example.org', 'IP address'],
    ['an IPv4 address in one number', '2130706433', '2130706433.example.org', 'IP address'],
    ['a hexadecimal IPv4 address', '0x7f.0X1', '0x7f.example.org', 'IP address'],
    ['an IPv6 address', '2001:db8::1', 'db8.example.org', 'IP address'],
    ['an IPv6 address in brackets', '[::1]', 'example.org', 'IP address'],
    ['a port', 'example.org:8443', 'example.org', 'neither scheme nor port'],
    ['a port of localhost', 'localhost:3000', 'localhost', 'neither scheme nor port'],
    ['a scheme', 'https://example.org', 'example.org', 'neither scheme nor port'],
    ['a path', 'example.org/', 'example.org', 'nor path'],
    ['user info', 'me@example.org', 'me.example.org', 'is more than a domain'],
    ['a dot at the end', 'example.org.', 'example.org', 'dot at its end'],
    ['a dot at the end of localhost', 'localhost.', 'localhost', 'dot at its end'],
    ['upper case', 'Example.org', 'example.org', 'upper case'],
    ['upper case below localhost', 'App.localhost', 'app.localhost', 'upper case'],
    ['letters outside ASCII', 'bücher.example', 'xn--bcher-kva.example', 'Punycode'],
    ['Punycode of nothing', 'xn--a.example', 'xn--4ca.example', 'is no valid domain'],
    ['nothing', '', 'a.example', 'is no valid domain'],
    ['a dot in front', '.example.org', 'a.example.org', 'is no valid domain'],
    ['an empty label', 'a..example.org', 'a.b.example.org', 'is no valid domain'],
    ['an underscore', 'sign_in.example.org', 'sign-in.example.org', 'is no valid domain'],
    ['a hyphen in front', '-a.example.org', 'a-a.example.org', 'is no valid domain'],
    ['a blank', ' example.org', 'example.org', 'is no valid domain'],
    ['a label of 64', `${'a'.repeat(64)}.example`, `${'a'.repeat(63)}.example`, 'is no valid domain'],
    [
      'more than 253 characters',
      `a${'.a'.repeat(124)}.test2`,
      `a${'.a'.repeat(123)}.test2`,
      'is no valid domain',
    ],
  ])('refuses %s: %s, not %s', (_, refused, twin, message) => {
    expect(refusalOf(() => assertRegistrable(twin))).toBeUndefined()
    const error = refusalOf(() => assertRegistrable(refused))
    expect(CeremonyError.is(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'configuration-rp-id',
      ceremony: 'configuration',
      message: expect.stringContaining(message),
    })
    expect((error as CeremonyError).message).toContain(JSON.stringify(refused))
  })

  it.each(['localhost', 'app.localhost', 'a.b.localhost', 'sign-in.example.org', 'corp.internal'])(
    'takes %s',
    (rpId) => {
      expect(refusalOf(() => assertRegistrable(rpId))).toBeUndefined()
    },
  )

  it('refuses what is not text, as an unset variable of the environment', () => {
    expect(refusalOf(() => assertRegistrable(undefined as never))).toMatchObject({
      code: 'configuration-rp-id',
      message: expect.stringContaining('the RP ID undefined is not text'),
    })
  })

  it('does not take for localhost what only ends alike', () => {
    expect(refusalOf(() => assertRegistrable('notlocalhost'))).toMatchObject({ code: 'configuration-rp-id' })
  })
})

describe('assertRelatedOrigins', () => {
  const five = ['a.com', 'b.co.uk', 'c.github.io', 'd.de', 'e.example'].map((host) => `https://${host}`)

  it.each([
    ['a sixth label', 'https://f.com', 'https://www.a.de:8443', '6 labels (a, b, c, d, e, f)'],
    ['a label that only the private section has', 'https://f.github.io', 'https://f.c.github.io', '6 labels'],
    ['http', 'http://a.com', 'https://a.net', 'is not https'],
    ['http of localhost', 'http://a.localhost:3000', 'https://a.localhost:3000', 'is not https'],
    ['an app', `android:apk-key-hash:${'A'.repeat(43)}`, 'https://a.net', 'is not https'],
    ['no URL', 'a.com', 'https://a.net', 'is not https'],
    ['a path', 'https://a.com/', 'https://a.com', 'exact serialisation, which is https://a.com'],
    ['the default port', 'https://a.com:443', 'https://a.com:444', 'is not an exact serialisation'],
    ['upper case', 'https://A.com', 'https://a.com', 'is not an exact serialisation'],
    ['letters outside ASCII', 'https://ä.com', 'https://a.com', 'which is https://xn--4ca.com'],
    ['user info', 'https://me@a.com', 'https://a.com', 'is not an exact serialisation'],
    ['a dot at the end', 'https://a.com.', 'https://a.com', 'dot at the end'],
    ['a public suffix', 'https://co.uk', 'https://a.co.uk', 'has no registrable domain'],
    ['a suffix of the private section', 'https://github.io', 'https://a.github.io', 'no registrable domain'],
    ['one label', 'https://intranet', 'https://a.intranet', 'has no registrable domain'],
    ['an IPv4 address', 'https://192.0.2.1', 'https://a.com', 'has no registrable domain'],
    ['an IPv6 address', 'https://[2001:db8::1]', 'https://a.com', 'has no registrable domain'],
  ])('refuses %s: %s, not %s', (_, refused, twin, message) => {
    expect(refusalOf(() => assertRelatedOrigins([...five, twin]))).toBeUndefined()
    const error = refusalOf(() => assertRelatedOrigins([...five, refused]))
    expect(CeremonyError.is(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'configuration-related-origins',
      ceremony: 'configuration',
      message: expect.stringContaining(message),
    })
    expect((error as CeremonyError).message).toContain(refused)
  })

  it('counts labels, not origins', () => {
    const many = ['de', 'fr', 'it', 'es', 'co.uk', 'com', 'co.jp'].map(
      (suffix) => `https://www.example.${suffix}`,
    )
    expect(refusalOf(() => assertRelatedOrigins([...many, ...many]))).toBeUndefined()
  })

  it('names the first origin that may be lost', () => {
    const later = ['https://f.com', 'https://a.org', 'https://g.com']
    expect(refusalOf(() => assertRelatedOrigins([...five, ...later]))).toMatchObject({
      message: expect.stringMatching(/7 labels \(a, b, c, d, e, f, g\).* may pass over https:\/\/f\.com$/),
    })
  })

  it('refuses localhost, which is fine for an RP ID', () => {
    expect(refusalOf(() => assertRelatedOrigins(['https://app.example']))).toBeUndefined()
    expect(refusalOf(() => assertRelatedOrigins(['https://localhost']))).toMatchObject({
      code: 'configuration-related-origins',
    })
  })

  it('takes an empty list', () => {
    expect(refusalOf(() => assertRelatedOrigins([]))).toBeUndefined()
  })
})
