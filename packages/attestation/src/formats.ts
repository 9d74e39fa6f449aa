/**
 * Attestation statement formats, each a named export of its own file.
 *
 * @module
 */

export { certificateChain } from './certificate-chain.ts'
export { all } from './formats/all.ts'
export { type AndroidKeyDetails, androidKey } from './formats/android-key.ts'
export type { AuthorizationList, KeyDescription, SecurityLevel } from './formats/android-key-description.ts'
export type { Provisioning } from './formats/android-provisioning.ts'
export { androidSafetyNet, type SafetyNetDetails } from './formats/android-safetynet.ts'
export { apple } from './formats/apple.ts'
export { type CompoundDetails, compound } from './formats/compound.ts'
export { fidoU2f } from './formats/fido-u2f.ts'
export { none } from './formats/none.ts'
export { type PackedDetails, packed } from './formats/packed.ts'
export { packedSelf } from './formats/packed-self.ts'
export { type TpmDetails, tpm } from './formats/tpm.ts'
