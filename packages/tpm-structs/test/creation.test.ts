import { createHash } from 'node:crypto'
import { expect, it, describe as suite } from 'vitest'
import { computeName } from '../src/names.ts'
import { serialize } from '../src/parse.ts'
import { verifyCreation } from '../src/protocol/creation.ts'
import { TpmError } from '../src/tpm-error.ts'
import { samples } from './samples.ts'
import { ecdsa } from './signing-keys.ts'

const key = ecdsa('P-256', 'sha256')
const template = samples.TPMS_ATTEST.find((one) => one.type === 0x801a)!
const creationData = serialize('TPMS_CREATION_DATA', samples.TPMS_CREATION_DATA[0]!)
const [area] = samples.TPMT_PUBLIC

/** A creation as attested; the hash of the creation data is that of the object's name. */
function creationOf(nameAlg: number, hash: string) {
  const name = computeName(serialize('TPMT_PUBLIC', { ...area!, nameAlg }))
  const creationHash = new Uint8Array(createHash(hash).update(creationData).digest())
  const attest = serialize('TPMS_ATTEST', { ...template, attested: { objectName: name, creationHash } })
  return { attest, signature: key.sign(attest), publicKey: key.publicKey, creationData, name }
}

const creation = creationOf(0x0b, 'sha256')

/** Code and path of the refusal. */
async function verdictOn(input: Parameters<typeof verifyCreation>[0]): Promise<readonly string[]> {
  try {
    await verifyCreation(input)
    return ['accepted']
  } catch (error) {
    if (!TpmError.is(error)) throw error
    return [error.code, error.path]
  }
}

suite('a creation', () => {
  it.each([
    ['SHA-1', 0x04, 'sha1'],
    ['SHA-256', 0x0b, 'sha256'],
    ['SHA-384', 0x0c, 'sha384'],
    ['SHA-512', 0x0d, 'sha512'],
  ] as const)('is verified for a name by %s', async (_, nameAlg, hash) => {
    const verified = await verifyCreation(creationOf(nameAlg, hash))
    expect(verified.attest.attested.creationHash).toHaveLength(createHash(hash).digest().length)
    expect(verified.creationData).toMatchObject({ parentNameAlg: 0x0b, locality: { value: 0b101 } })
    // The hash goes with the name, and with nothing else.
    const other = await verdictOn(creationOf(nameAlg, hash === 'sha256' ? 'sha384' : 'sha256'))
    expect(other).toEqual(['digest-mismatch', 'attested.creationHash'])
  })

  it('is refused for another object, and for other creation data', async () => {
    expect(await verdictOn(creation)).toEqual(['accepted'])
    const { name } = creation
    for (const other of [name.with(33, name[33]! ^ 1), name.subarray(0, 33), new Uint8Array()])
      expect(await verdictOn({ ...creation, name: other })).toEqual([
        'digest-mismatch',
        'attested.objectName',
      ])
    for (let at = 0; at < creationData.length; at++) {
      const changed = creationData.with(at, creationData[at]! ^ 1)
      const verdict = await verdictOn({ ...creation, creationData: changed })
      expect(verdict, `byte ${at}`).toEqual(['digest-mismatch', 'attested.creationHash'])
    }
  })

  it('is refused by another key, or when it was changed', async () => {
    expect(await verdictOn(creation)).toEqual(['accepted'])
    const { publicKey } = ecdsa('P-256', 'sha256')
    expect(await verdictOn({ ...creation, publicKey })).toEqual(['signature-mismatch', ''])
    const attest = creation.attest.with(30, creation.attest[30]! ^ 1)
    expect(await verdictOn({ ...creation, attest })).toEqual(['signature-mismatch', ''])
  })

  it.each(
    samples.TPMS_ATTEST.filter((one) => one.type !== 0x801a).map(
      (one) => [one.type.toString(16), one] as const,
    ),
  )('is nothing else that a TPM attests: 0x%s', async (_, value) => {
    const attest = serialize('TPMS_ATTEST', value)
    const verdict = await verdictOn({ ...creation, attest, signature: key.sign(attest) })
    expect(verdict).toEqual(['not-a-creation', 'type'])
    expect(await verdictOn(creation)).toEqual(['accepted'])
  })

  it('is refused for a name by a hash that is not computed here', async () => {
    expect(await verdictOn(creation)).toEqual(['accepted'])
    const name = creation.name.with(1, 0x27)
    const { creationHash } = template.attested
    const attest = serialize('TPMS_ATTEST', { ...template, attested: { objectName: name, creationHash } })
    const verdict = await verdictOn({ ...creation, name, attest, signature: key.sign(attest) })
    expect(verdict).toEqual(['unsupported-name-alg', ''])
  })

  it('has creation data, and nothing behind them', async () => {
    const data = Uint8Array.of(...creationData, 0)
    const creationHash = new Uint8Array(createHash('sha256').update(data).digest())
    const attested = { objectName: creation.name, creationHash }
    const attest = serialize('TPMS_ATTEST', { ...template, attested })
    const longer = { ...creation, attest, signature: key.sign(attest), creationData: data }
    expect(await verdictOn(longer)).toEqual(['trailing-bytes', ''])
    expect(await verdictOn(creation)).toEqual(['accepted'])
  })
})
