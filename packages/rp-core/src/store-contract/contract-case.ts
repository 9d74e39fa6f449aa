/** How a promise of a store becomes a case that can be run. */
import { difference, shown } from './record-difference.ts'
import { StoreContractError } from './store-contract-error.ts'

/** @param make - gives each case a store of its own, or none where there is nothing to judge */
export function casesOf<Store>(
  kind: string,
  promises: StorePromises<Store>,
  make: () => Promise<Store | undefined>,
): ContractCase[] {
  return Object.entries(promises).map(([promise, judge]) => {
    const name = `${kind}: ${promise}`
    const demand: Demand = (what, came, wanted) => {
      const wrong = difference(came, wanted)
      if (wrong !== undefined) throw new StoreContractError(name, `${what}: ${wrong}`)
    }
    return Object.freeze({
      name,
      async run() {
        const store = await make()
        if (store === undefined) return
        try {
          await judge(store, demand)
        } catch (cause) {
          if (StoreContractError.is(cause)) throw cause
          const thrown = cause instanceof Error ? cause.message : shown(cause)
          throw new StoreContractError(name, `expected an answer, the store threw: ${thrown}`, { cause })
        }
      },
    })
  })
}

/** Demands that of many calls at once one has `won`, and all others have `lost`. */
export function demandOneWinner(
  demand: Demand,
  outcomes: readonly unknown[],
  won: unknown,
  lost: unknown,
): void {
  const demandCount = (outcome: unknown, wanted: number) => {
    const came = outcomes.filter((one) => one === outcome).length
    demand(`how many of ${outcomes.length} calls gave ${shown(outcome)}`, came, wanted)
  }
  demandCount(won, 1)
  demandCount(lost, outcomes.length - 1)
}

/** One promise. `run` needs no `this` and takes no argument: it may be handed to a test framework as it is. */
export type ContractCase = { readonly name: string; run(): Promise<void> }

/** Demands that `came` is `wanted`; `what` names it. */
export type Demand = (what: string, came: unknown, wanted: unknown) => void

/** What judges a store, by the words of the promise. */
export type StorePromises<Store> = Readonly<Record<string, (store: Store, demand: Demand) => Promise<void>>>

/** How many calls go at once where one may win. */
export const atOnce = 64
