import { describe, expect, it } from 'vitest'
import { type ContractCase, StoreContractError, storeContract } from '../src/testing.ts'
import { faults, mapBytes } from './store-contract/faulty-stores.ts'
import {
  type Change,
  Credentials,
  changed,
  honestStores,
  reading,
  writing,
} from './store-contract/honest-stores.ts'

const allNames = storeContract(honestStores).map(({ name }) => name)
const whole = 'a record comes back with every member'

/** Which cases fail, and with what. */
async function failures(cases: readonly ContractCase[]): Promise<Map<string, unknown>> {
  const failed = new Map<string, unknown>()
  await Promise.all(cases.map(({ name, run }) => run().catch((reason: unknown) => failed.set(name, reason))))
  return failed
}

function failuresOf(change: Change<Credentials>): Promise<Map<string, unknown>> {
  return failures(storeContract(async () => ({ credentials: changed(new Credentials(), change) })))
}

describe('storeContract', () => {
  it('has cases of three kinds, each with a name of its own', () => {
    expect(new Set(allNames).size).toBe(allNames.length)
    expect(new Set(allNames.map((name) => name.split(': ')[0]))).toEqual(
      new Set(['credentials', 'ceremonies', 'replay guard']),
    )
  })

  it('finds nothing wrong with stores that keep their promises', async () => {
    expect(await failures(storeContract(honestStores))).toEqual(new Map())
  })

  // At once: each waits for the real clock.
  it.concurrent.each(faults)('%s: finds a store that %s', async (kind, _, make, foundBy) => {
    const failed = await failures(storeContract(make))
    expect([...failed.keys()]).toEqual(expect.arrayContaining(foundBy))
    for (const [name, reason] of failed) {
      expect(reason).toBeInstanceOf(StoreContractError)
      expect(reason).toMatchObject({
        case: name,
        message: expect.stringMatching(/: expected .+, (came|the store)/),
      })
    }
    // A fault of one store says nothing of the others.
    expect([...failed.keys()].filter((name) => !name.startsWith(`${kind}: `))).toEqual([])
  })

  it('has no case that finds nothing', () => {
    expect(new Set(faults.flatMap(([, , , foundBy]) => foundBy))).toEqual(new Set(allNames))
  })

  it('lists the cases of stores that are not there, which judge nothing', async () => {
    const cases = storeContract(async () => ({ credentials: new Credentials() }))
    expect(cases.map(({ name }) => name)).toEqual(allNames)
    expect(await failures(cases)).toEqual(new Map())
  })

  it('makes new stores for each case, and none before', async () => {
    let made = 0
    const cases = storeContract(async () => {
      made += 1
      return honestStores()
    })
    expect(made).toBe(0)
    await failures(cases)
    expect(made).toBe(cases.length)
  })

  it('lets through what making the stores throws', async () => {
    const reason = new RangeError('no connection')
    const [first] = storeContract(() => Promise.reject(reason))
    await expect(first!.run()).rejects.toBe(reason)
  })

  it('lets a store freeze what it gives out', async () => {
    const freezing = reading((row) =>
      Object.freeze({ ...row, transports: Object.freeze([...row.transports]) }),
    )
    expect(await failuresOf(freezing)).toEqual(new Map())
  })

  it('lets a store give Buffers, members of its own, and undefined for what is absent', async () => {
    const withItsOwn = reading((row) => ({
      attestationObject: undefined,
      attestationClientDataJSON: undefined,
      ...mapBytes(row, Buffer.from),
      createdAt: new Date(),
    }))
    expect(await failuresOf(withItsOwn)).toEqual(new Map())
  })
})

describe('StoreContractError', () => {
  const messageOf = async (change: Change<Credentials>, name = whole) => {
    const error = (await failuresOf(change)).get(`credentials: ${name}`)
    return error instanceof StoreContractError ? error.message : undefined
  }

  it('says what was expected and what came', async () => {
    expect(await messageOf(reading(({ attestationObject, ...row }) => row))).toBe(
      `credentials: ${whole}: the record found: attestationObject: expected a Uint8Array of 300 bytes, came undefined`,
    )
    expect(await messageOf(reading((row) => ({ ...row, aaguid: row.aaguid.with(3, 0xff) })))).toContain(
      'aaguid: expected 4 in byte 3, came 255',
    )
    expect(await messageOf(writing(({ userHandle }) => ({ userHandle: userHandle.slice(0, 36) })))).toContain(
      'userHandle: expected 64 bytes, came 36',
    )
    expect(await messageOf(writing(({ transports }) => ({ transports: [...transports].sort() })))).toContain(
      'transports: item 0: expected "internal", came "hybrid"',
    )
    const racing = () => ({ insert: async () => 'inserted' as const })
    expect(await messageOf(racing, 'of many inserts of one id at once, one wins')).toContain(
      'how many of 64 calls gave "inserted": expected 1, came 64',
    )
  })

  it('has what the store threw as its cause', async () => {
    const reason = new RangeError('SQLITE_BUSY')
    const failed = await failuresOf(() => ({ insert: () => Promise.reject(reason) }))
    expect(failed.get(`credentials: ${whole}`)).toMatchObject({
      name: 'StoreContractError',
      message: `credentials: ${whole}: expected an answer, the store threw: SQLITE_BUSY`,
      cause: reason,
    })
  })

  it('knows its own', () => {
    const error = new StoreContractError('a name', 'a message')
    expect(StoreContractError.is(error)).toBe(true)
    expect(StoreContractError.is(Object.assign(new RangeError(), { case: 'a name' }))).toBe(false)
    expect(StoreContractError.is(undefined)).toBe(false)
  })
})
