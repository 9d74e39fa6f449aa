import { expect, it } from 'vitest'
import { judge, type PortableModule, refusedBy } from './judge.ts'

/** Makes a test of each portable case of a package, for the Node that vitest runs in. */
export function portableTests(portable: PortableModule): void {
  const refusals = refusedBy(portable, `node-${process.versions.node.split('.')[0]}`)
  it.each(portable.cases)('$name', async (one) => {
    expect(await judge(one, refusals.includes(one.name))).not.toHaveProperty('reason')
  })
}
