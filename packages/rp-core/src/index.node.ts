/** The twin of index.ts for Node: all of it, but for what seals by `node:crypto`. */
export * from './index.ts'
export { createRelyingParty } from './safe-layer/relying-party.node.ts'
