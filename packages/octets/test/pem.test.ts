import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePem, encodePem } from '../src/pem.ts'
import { errorOf } from './error-of.ts'

const der = new Uint8Array([0x30, 0x00])
const block = '-----BEGIN X-----\nMAA=\n-----END X-----\n'
const fullLine = 'A'.repeat(64)
const around = (...lines: string[]) => ['-----BEGIN X-----', ...lines, '-----END X-----', ''].join('\n')

/** A self-signed certificate for example.test, P-256. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIURB9lL+HKC0dxbhH6X4OICyTdAFQwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMZXhhbXBsZS50ZXN0MCAXDTI2MTEyNDExNDE0MVoYDzIxMjYx
MDMxMTE0MTQxWjAXMRUwEwYDVQQDDAxleGFtcGxlLnRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARbECn/G+YHSlp9A/UCy9gKIHSrNOUvBfvwWf0fLsxes4PG
X2Cgv+Mvs1it0MonVRySxNzJJm3A1TE2o4l+/A8fo1MwUTAdBgNVHQ4EFgQUJY/b
+H53MpaTdONNpUWmmzblyA0wHwYDVR0jBBgwFoAUJY/b+H53MpaTdONNpUWmmzbl
yA0wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiB1UgVeaZeLs8Hq
xNiXuL9BD0NfeZiRUXMc8GjTqApzngIhAOHaAQScQpNf34I9BJGt32SYSCCRVpiK
3efar30akK7L
-----END CERTIFICATE-----
`

describe('encodePem', () => {
  it('writes lines of 64 characters', () => {
    expect(encodePem('X', new Uint8Array(49))).toBe(around(fullLine, 'AA=='))
    expect(encodePem('X', new Uint8Array(48))).toBe(around(fullLine))
  })

  it('writes what Buffer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const lines = encodePem('PUBLIC KEY', bytes).split('\n').slice(1, -2)
        expect(lines.join('')).toBe(Buffer.from(bytes).toString('base64'))
      }),
    )
  })

  it.each(['', 'X', 'CERTIFICATE', 'PUBLIC KEY', 'X509 CRL', 'A-B'])('writes the label %j', (label) => {
    const text = encodePem(label, der)
    expect(text.startsWith(`-----BEGIN ${label}-----\n`)).toBe(true)
    expect(decodePem(text)).toEqual([{ label, der }])
  })

  it.each([' X', 'X ', 'A  B', 'A--B', '-X', 'X-', 'A\nB', 'Ä', 'X\n'])('refuses the label %j', (label) => {
    expect(errorOf(() => encodePem(label, der))).toMatchObject({ code: 'bad-pem', offset: 0 })
  })
})

describe('decodePem', () => {
  it('reads back what was written', () => {
    const labels = fc.constantFrom('CERTIFICATE', 'PUBLIC KEY', 'X509 CRL')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(labels, fc.uint8Array({ maxLength: 200 })), { maxLength: 4 }),
        (blocks) => {
          const text = blocks.map(([label, bytes]) => `a note\n${encodePem(label, bytes)}`).join('\n')
          expect(decodePem(text)).toEqual(
            blocks.map(([label, bytes]) => ({ label, der: new Uint8Array(bytes) })),
          )
        },
      ),
    )
  })

  it.each([
    ['no block in no text', '', []],
    ['no block in other text', 'no block\n', []],
    ['a block that does not begin its line', ` ${block}`, []],
    ['a block with CRLF', block.replaceAll('\n', '\r\n'), [{ label: 'X', der }]],
    ['a block without a last line feed', block.trimEnd(), [{ label: 'X', der }]],
    ['a block amid other text', `above\n${block}below`, [{ label: 'X', der }]],
    [
      'lines of fewer characters than 64 at the end',
      around(fullLine, 'MAA='),
      [{ label: 'X', der: withZeros(48) }],
    ],
    ['no content', around(), [{ label: 'X', der: new Uint8Array() }]],
  ])('reads %s', (_, text, blocks) => {
    expect(decodePem(text)).toEqual(blocks)
  })

  it.each([
    ['no end', '-----BEGIN X-----\nMAA=\n'],
    ['nothing after the beginning', '-----BEGIN X-----'],
    ['an end with another label', block.replace('END X', 'END Y')],
    ['an end in a line with something else', block.replace('\n-----END', '-----END')],
    ['a beginning without its dashes', block.replace('BEGIN X-----', 'BEGIN X----')],
    ['dashes shared by both sides of no label', block.replaceAll('X-----', '----')],
    ['a label with two blanks', block.replaceAll('X', 'A  B')],
    ['a line of 65 characters', around(`${'A'.repeat(65)}`, 'AAA=')],
    ['a short line before the last', around('AAAA', 'MAA=')],
    ['an empty line', around('', 'MAA=')],
    ['a header', around('Proc-Type: 4,ENCRYPTED', '', 'MAA=')],
    ['a blank at the end of a line', around('MAA= ')],
    ['no padding', around('MAA')],
    ['too much padding', around('MAAA====')],
    ['padding inside', around('MA==MAA=')],
    ['three characters of padding', around('M===')],
    ['spare bits', around('MAB=')],
    ['the characters of base64url', around('-_8=')],
    ['a character of no alphabet', around('M!A=')],
  ])('refuses a block with %s', (_, text) => {
    expect(errorOf(() => decodePem(text))).toMatchObject({ code: 'bad-pem', offset: 0 })
  })

  it('tells where the wrong block begins, not the right one before it', () => {
    const wrong = around('MAB=')
    expect(errorOf(() => decodePem(`${block}note\n${wrong}`))?.offset).toBe(block.length + 5)
    expect(decodePem(`${block}note\n${block}`)).toHaveLength(2)
  })

  it('keeps what found the spare bits as its cause', () => {
    expect(errorOf(() => decodePem(around('MAB=')))?.cause).toMatchObject({ code: 'spare-bits' })
  })

  it.each([[undefined], [3], [new Uint8Array(3)]])('refuses %j, which is no text', (value) => {
    expect(errorOf(() => decodePem(value as unknown as string))).toMatchObject({ code: 'wrong-type' })
  })

  it('reads a certificate as node:crypto does', () => {
    const [first] = decodePem(certificate)
    expect(first?.label).toBe('CERTIFICATE')
    expect(Buffer.from(first!.der)).toEqual(new X509Certificate(certificate).raw)
    expect(encodePem('CERTIFICATE', first!.der)).toBe(certificate)
  })
})

function withZeros(count: number): Uint8Array {
  return new Uint8Array([...new Uint8Array(count), ...der])
}
