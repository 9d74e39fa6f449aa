/** TPM statements with one thing changed, and no signature over it: what is looked at before the signature. */
import { parse, serialize, type TpmTypes } from '@latchkey/tpm-structs'
import { describe, expect, it } from 'vitest'
import { refusal } from './cases.ts'
import { withStatement } from './edit.ts'
import { judgeMade, make } from './made.ts'

const area = 'pubArea is a TPMT_PUBLIC of the credential key'
const other = (bytes: Uint8Array) => bytes.with(5, bytes[5]! ^ 1)

async function withArea(algorithm: number, edit: (old: TpmTypes['TPMT_PUBLIC']) => object): Promise<string> {
  const made = withStatement(await make('tpm', { algorithm }), (statement) => {
    const old = parse('TPMT_PUBLIC', statement.get('pubArea') as Uint8Array)
    return statement.set('pubArea', serialize('TPMT_PUBLIC', edit(old) as TpmTypes['TPMT_PUBLIC']))
  })
  return refusal(judgeMade(made))
}

async function withInfo(edit: (old: TpmTypes['TPMS_ATTEST']) => object): Promise<string> {
  const made = withStatement(await make('tpm'), (statement) => {
    const old = parse('TPMS_ATTEST', statement.get('certInfo') as Uint8Array)
    return statement.set('certInfo', serialize('TPMS_ATTEST', edit(old) as TpmTypes['TPMS_ATTEST']))
  })
  return refusal(judgeMade(made))
}

describe('pubArea', () => {
  type Point = { x: Uint8Array; y: Uint8Array }

  it('has the very point of the credential key', async () => {
    const point = (old: TpmTypes['TPMT_PUBLIC']) => old.unique as Point
    const changed = (edit: (point: Point) => Point) =>
      withArea(-7, (old) => ({ ...old, unique: edit(point(old)) }))
    expect(await changed(({ x, y }) => ({ x: other(x), y }))).toBe(`binding-mismatch @ ${area}`)
    expect(await changed(({ x, y }) => ({ x, y: other(y) }))).toBe(`binding-mismatch @ ${area}`)
    expect(await changed(({ x, y }) => ({ x: y, y: x }))).toBe(`binding-mismatch @ ${area}`)
  })

  it('has the very modulus and exponent', async () => {
    expect(await withArea(-257, (old) => ({ ...old, unique: other(old.unique as Uint8Array) }))).toBe(
      `binding-mismatch @ ${area}`,
    )
    for (const [exponent, why] of [
      [3, `binding-mismatch @ ${area}`],
      // Said in full, it is the same key and another object.
      [65537, 'binding-mismatch @ certInfo names pubArea'],
    ] as const) {
      const changed = withArea(-257, (old) => ({
        ...old,
        parameters: { ...(old.parameters as object), exponent },
      }))
      expect(await changed).toBe(why)
    }
  })

  it('is of another curve, or of no key', async () => {
    const changed = withArea(-7, (old) => ({
      ...old,
      parameters: { ...(old.parameters as object), curveID: 4 },
    }))
    expect(await changed).toBe(`binding-mismatch @ ${area}`)
  })
})

describe('certInfo', () => {
  it('certifies, and does not only say the time', async () => {
    const time = { time: 1n, clockInfo: { clock: 1n, resetCount: 0, restartCount: 0, safe: 1 } }
    const why = await withInfo((old) => ({ ...old, type: 0x8019, attested: { time, firmwareVersion: 1n } }))
    expect(why).toBe('statement-malformed @ certInfo is a TPMS_ATTEST that certifies')
  })

  it('has a clock that says nothing', async () => {
    const changed = withInfo((old) => ({
      ...old,
      clockInfo: { clock: 5n, resetCount: 9, restartCount: 9, safe: 0 },
    }))
    expect(await changed).toBe(
      'signature-mismatch @ sig over certInfo is by the key of the first certificate',
    )
  })
})

describe('alg', () => {
  const extraData = 'binding-mismatch @ extraData is the hash of what is attested, by the hash of alg'
  const key = 'algorithm-mismatch @ sig over certInfo is by the key of the first certificate'

  it.each([
    [-258, extraData],
    [-259, extraData],
    [-38, extraData],
    [-39, extraData],
    [-35, extraData],
    [-36, extraData],
    [-65535, extraData],
    [-257, key],
    [-37, key],
  ])('%d is looked at with its hash and its key', async (alg, why) => {
    const made = withStatement(await make('tpm'), (statement) => statement.set('alg', alg))
    expect(await refusal(judgeMade(made))).toBe(why)
  })

  it.each([-8, -47, -48, 0, -1])('%d is none that a TPM has', async (alg) => {
    const made = withStatement(await make('tpm'), (statement) => statement.set('alg', alg))
    expect((await refusal(judgeMade(made))).split(' ')[0]).toBe('algorithm-refused')
  })
})
