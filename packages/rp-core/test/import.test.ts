import { expect, it } from 'vitest'

/** Imported within the tests: where a module fails to load, it is these that fail. */
it.each([
  ['index', 'createRelyingParty'],
  ['index.node', 'createRelyingParty'],
  ['node', 'verifyAuthenticationSync'],
  ['fetch', 'createHandlers'],
  ['testing', 'storeContract'],
  ['public-suffix', 'assertRegistrable'],
])('%s can be loaded, and has %s', async (entry, name) => {
  expect(await import(`../src/${entry}.ts`)).toHaveProperty(name)
})
