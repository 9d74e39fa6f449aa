import { expect, it, describe as suite } from 'vitest'
import { describe } from '../src/describe.ts'
import { serialize } from '../src/parse.ts'
import { structures } from '../src/structures.ts'
import { TpmError } from '../src/tpm-error.ts'
import { everySample, samples } from './samples.ts'

suite('describe', () => {
  it.each(everySample)('%s %i', (type, _, value) => {
    const bytes = serialize(type, value)
    const shown = describe(type, bytes, { offsets: true })
    expect(shown).toMatchSnapshot()
    // Offsets are a column of their own: without it the tree is the same.
    expect(shown.replaceAll(/^[0-9a-f]{4} {2}/gm, '')).toBe(describe(type, bytes))
  })

  it('has a sample of every structure', () => {
    expect(Object.keys(samples).sort()).toEqual(Object.keys(structures).sort())
    for (const [type, values] of Object.entries(samples)) expect(values.length, type).toBeGreaterThan(0)
  })

  it('shows a tree', () => {
    const quote = samples.TPMS_ATTEST.find((one) => one.type === 0x8018)!
    expect(describe('TPMS_ATTEST', serialize('TPMS_ATTEST', quote))).toMatchInlineSnapshot(`
      "TPMS_ATTEST
        magic: 0xff544347 VALUE
        type: 0x8018 ATTEST_QUOTE
        qualifiedSigner: 6 bytes 000bb1b2b3b4
        extraData: 2 bytes 0e0f
        clockInfo: TPMS_CLOCK_INFO
          clock: 72623859790382856
          resetCount: 9
          restartCount: 10
          safe: 0x01 YES
        firmwareVersion: 2316557917530095617
        attested: TPMS_QUOTE_INFO
          pcrSelect: 2
            [0]: TPMS_PCR_SELECTION
              hash: 0x0004 SHA1
              pcrSelect: 3 bytes 070000
            [1]: TPMS_PCR_SELECTION
              hash: 0x000b SHA256
              pcrSelect: 3 bytes 000081
          pcrDigest: 4 bytes d1d2d3d4"
    `)
  })

  it('refuses what parse refuses', () => {
    const bytes = serialize('TPMS_ECC_POINT', samples.TPMS_ECC_POINT[0]!)
    expect(describe('TPMS_ECC_POINT', bytes)).toContain('y: 4 bytes 05060708')
    expect(() => describe('TPMS_ECC_POINT', bytes.subarray(0, -1))).toThrowError(TpmError)
    expect(() => describe('TPMS_ECC_POINT', bytes.subarray(0, -1))).toThrowError(
      expect.objectContaining({ code: 'truncated', offset: 8, path: 'y' }),
    )
    expect(() => describe('TPMS_NOTHING' as 'TPMS_ECC_POINT', bytes)).toThrowError(
      expect.objectContaining({ code: 'unknown-type' }),
    )
  })
})
