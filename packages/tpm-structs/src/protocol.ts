/**
 * What is done with the structures: credentials, quotes, creation, import. On WebCrypto, and for signatures on
 * `@latchkey/cose-keys/signature`.
 *
 * @module
 */
export { type CreationAttest, verifyCreation } from './protocol/creation.ts'
export { activateCredential, makeCredential } from './protocol/credential.ts'
export { wrapForImport } from './protocol/import.ts'
export { type PcrValue, type Quote, verifyQuote } from './protocol/quote.ts'
export { TpmError, type TpmErrorCode } from './tpm-error.ts'
