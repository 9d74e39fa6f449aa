import type { AttestationFormat } from '../attestation-format.ts'
import { androidKey } from './android-key.ts'
import { androidSafetyNet } from './android-safetynet.ts'
import { apple } from './apple.ts'
import { compound } from './compound.ts'
import { fidoU2f } from './fido-u2f.ts'
import { none } from './none.ts'
import { packed } from './packed.ts'
import { packedSelf } from './packed-self.ts'
import { tpm } from './tpm.ts'

/**
 * All formats, `compound` of all the others among them: for who has the room, 60 kB.
 *
 * @example
 * ```ts
 * import { all } from '@latchkey/attestation/formats'
 *
 * console.log(new Set(all().map(({ fmt }) => fmt)).size) // 8
 * ```
 */
export function all(): readonly AttestationFormat[] {
  const single = [none, packedSelf, packed, tpm, androidKey, androidSafetyNet, fidoU2f, apple]
  return [...single, compound(single)]
}
