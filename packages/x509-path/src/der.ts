/**
 * Distinguished Encoding Rules, read strictly and written.
 *
 * @module
 */
export { type DerItem, readDer } from './read-der.ts'
export { writeDer } from './write-der.ts'
export { X509Error, type X509ErrorCode } from './x509-error.ts'
