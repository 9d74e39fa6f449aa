/**
 * What only Node has: verification on the calling thread, and keys as `KeyObject`.
 *
 * @module
 */
export { toKeyObject } from './key-object.ts'
export { verifySignatureSync } from './verify-signature.node.ts'
