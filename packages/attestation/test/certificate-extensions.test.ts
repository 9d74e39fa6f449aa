import type { Certificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { checkAaguidExtension, readFirmwareVersion, readSerialNumber } from '../src/certificate-extensions.ts'
import { isCountryCode } from '../src/formats/country-codes.ts'
import { aaguid, make } from './made.ts'
import { procedureOf } from './statement-input.ts'

const certificate = (oid: string, value: readonly number[], critical = false) =>
  ({ extensions: new Map([[oid, { critical, value: Uint8Array.from(value) }]]) }) as unknown as Certificate
const none = { extensions: new Map() } as unknown as Certificate
const oids = {
  aaguid: '1.3.6.1.4.1.45724.1.1.4',
  serial: '1.3.6.1.4.1.45724.1.1.2',
  firmware: '1.3.6.1.4.1.45724.1.1.5',
}
const procedure = procedureOf(await make('none'))
const refused = (code: string) => expect.objectContaining({ code, step: 'first' })

it('says what is wrong', () => {
  const check = (value: readonly number[], critical?: boolean) => () =>
    checkAaguidExtension(procedure, certificate(oids.aaguid, value, critical), aaguid)
  expect(check([4, 16, ...aaguid], true)).toThrow('the extension 1.3.6.1.4.1.45724.1.1.4 is critical')
  expect(check([4, 15, ...aaguid.slice(1)])).toThrow('the AAGUID of the certificate has not 16 bytes')
  expect(check([4, 16, ...aaguid.with(0, 0)])).toThrow('the certificate is for another AAGUID')
  expect(check([4])).toThrow('the extension 1.3.6.1.4.1.45724.1.1.4 is not what it should be')
  const firmware = () => readFirmwareVersion(procedure, certificate(oids.firmware, [2, 1, 0xff]))
  expect(firmware).toThrow('the firmware version is no INTEGER from 0 on')
})

describe('id-fido-gen-ce-aaguid', () => {
  const check = (value: readonly number[], critical?: boolean) => () =>
    checkAaguidExtension(procedure, certificate(oids.aaguid, value, critical), aaguid)

  it('may be missing', () => expect(checkAaguidExtension(procedure, none, aaguid)).toBeUndefined())

  it('is the AAGUID in one octet string, and not critical', () => {
    const right = [4, 16, ...aaguid]
    expect(check(right)()).toBeUndefined()
    expect(check(right, true)).toThrow(refused('certificate-refused'))
    expect(check([4, 16, ...aaguid.with(15, 0)])).toThrow(refused('binding-mismatch'))
    expect(check([4, 15, ...aaguid.slice(1)])).toThrow(refused('certificate-refused'))
    expect(check([4, 17, ...aaguid, 0])).toThrow(refused('certificate-refused'))
    expect(check([4, 16, ...aaguid, 0])).toThrow(refused('certificate-refused'))
    expect(check([4, 17, ...aaguid])).toThrow(refused('certificate-refused'))
    expect(check([3, 16, ...aaguid])).toThrow(refused('certificate-refused'))
    expect(check([...aaguid])).toThrow(refused('certificate-refused'))
    expect(check([])).toThrow(refused('certificate-refused'))
  })
})

describe('id-fido-gen-ce-sernum', () => {
  it('is an octet string of one byte or more', () => {
    expect(readSerialNumber(procedure, none)).toBeUndefined()
    expect(readSerialNumber(procedure, certificate(oids.serial, [4, 2, 0xab, 0xcd]))).toEqual(
      Uint8Array.of(0xab, 0xcd),
    )
    const long = certificate(oids.serial, [4, 127, ...new Array<number>(127).fill(7)])
    expect(readSerialNumber(procedure, long)).toEqual(new Uint8Array(127).fill(7))
    for (const value of [
      [4, 0],
      [2, 1, 5],
      [4, 128, ...new Array<number>(128).fill(7)],
    ]) {
      expect(() => readSerialNumber(procedure, certificate(oids.serial, value))).toThrow(
        refused('certificate-refused'),
      )
    }
  })
})

describe('id-fido-gen-ce-fw-version', () => {
  const read = (...value: number[]) => readFirmwareVersion(procedure, certificate(oids.firmware, value))

  it('is an INTEGER from 0 on', () => {
    expect(readFirmwareVersion(procedure, none)).toBeUndefined()
    expect(read(2, 1, 0)).toBe(0n)
    expect(read(2, 1, 42)).toBe(42n)
    expect(read(2, 2, 0, 0x80)).toBe(128n)
    expect(read(2, 3, 5, 4, 3)).toBe(0x050403n)
    expect(read(2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255)).toBe(0xffffffffffffffffn)
  })

  it.each([
    [2, 1, 0x80],
    [2, 2, 0, 0x7f],
    [2, 0],
    [4, 1, 1],
  ])('refuses %d %d …', (...value) => {
    expect(() => read(...(value.filter((one) => one !== undefined) as number[]))).toThrow(
      refused('certificate-refused'),
    )
  })
})

describe('isCountryCode', () => {
  it.each(['AA', 'AD', 'CH', 'US', 'XK', 'ZW'])('knows %s', (code) => expect(isCountryCode(code)).toBe(true))
  it('knows 249 that are assigned, and two', () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
    const all = letters.flatMap((first) => letters.map((second) => first + second))
    expect(all.filter(isCountryCode)).toHaveLength(251)
  })
  it.each(['CH CI', ' CH', 'CH ', '', 'Z', 'ZZ', 'ch', 'CHE', 'D A', 'A A', 'EU', 'U', 'AB', '  '])(
    'does not know "%s"',
    (code) => expect(isCountryCode(code)).toBe(false),
  )
})
