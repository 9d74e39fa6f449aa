/**
 * For the tests of those who write a store: the promises that it must keep.
 *
 * @module
 */
export type { ContractCase } from './store-contract/contract-case.ts'
export { type StoresUnderTest, storeContract } from './store-contract/store-contract.ts'
export { StoreContractError } from './store-contract/store-contract-error.ts'
