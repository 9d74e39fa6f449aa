import type { CborErrorCode } from './cbor-error.ts'
import type { Profile } from './profile.ts'

/** One break of the rules. */
export type Violation = {
  readonly code: CborErrorCode
  /** Of the head of the item at fault; for a container that lacks items, the end of the input. */
  readonly offset: number
  /**
   * Array indices and map keys, from the outside in. A text key and a safe integer stand for themselves, any other key
   * for its encoding in hexadecimal. A repeated key or one out of order has its own path, a fault inside of a key
   * that of its map.
   */
  readonly path: readonly (string | number)[]
  readonly profile: Profile | 'basic'
}
