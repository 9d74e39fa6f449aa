/**
 * For the tests of those who write a store: the promises that it must keep.
 *
 * @module
 */
export {
  type ContractCase,
  StoreContractError,
  type StoresUnderTest,
  storeContract,
} from './store-contract.ts'
