/**
 * Attestation statement formats, each a named export of its own file.
 *
 * @module
 */
export { none } from './formats/none.ts'
export { packedSelf } from './formats/packed-self.ts'
