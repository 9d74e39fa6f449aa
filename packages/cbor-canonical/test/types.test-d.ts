/** Wrong use that must not compile. */
import {
  type CborErrorCode,
  type CborValue,
  check,
  decode,
  encode,
  Float,
  type Profile,
  Tagged,
} from '../src/index.ts'

const bytes = new Uint8Array()

const value: CborValue = decode(bytes)
const written: Uint8Array<ArrayBuffer> = encode(
  new Map<CborValue, CborValue>([[1, [new Float(1, 16), 2n, null]]]),
)
const code: CborErrorCode | undefined = check(bytes).violations[0]?.code
const profile: Profile = 'ctap2'

// @ts-expect-error `basic` is nothing to encode by
encode(1, { profile: 'basic' })
// @ts-expect-error a plain object is no CBOR value
encode({ a: 1 })
// @ts-expect-error neither is a date
encode(new Date(0))
// @ts-expect-error nor a symbol
encode(Symbol('x'))
// @ts-expect-error there is no such profile
decode(bytes, { profile: 'core' })
// @ts-expect-error there is no such mode
decode(bytes, { mode: 'lax' })
// @ts-expect-error text is not bytes
decode('a0')
// @ts-expect-error what is decoded may be anything, and has to be looked at first
value.get(1)
// @ts-expect-error a float has 16, 32 or 64 bits
new Float(1, 8)
// @ts-expect-error a tag has content
new Tagged(1)
// @ts-expect-error violations are not for changing
check(bytes).violations.push()
// @ts-expect-error there is no such code
const wrong: CborErrorCode = 'too-bad'

export { code, profile, written, wrong }
