import { readFileSync } from 'node:fs'

/** One sign-in, as rp-core's tests have seen it. */
export type SignInRow = {
  readonly account: string
  readonly answers: string
  readonly strategy: string
  readonly requested: string
  readonly got: string
  readonly verdict: string
  readonly factors?: string
  readonly missing?: string
  readonly advice?: string
}

export type Strategies = readonly { readonly strategy: string; readonly rows: readonly SignInRow[] }[]

declare const data: Strategies

export { data }

const file = new URL('../../../../packages/rp-core/user-verification.json', import.meta.url)

export default {
  load(): Strategies {
    const rows = JSON.parse(readFileSync(file, 'utf8')) as SignInRow[]
    const strategies = [...new Set(rows.map((row) => row.strategy))]
    return strategies.map((strategy) => ({ strategy, rows: rows.filter((row) => row.strategy === strategy) }))
  },
}
