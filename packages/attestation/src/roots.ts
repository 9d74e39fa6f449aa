/**
 * Certificates that attestations may lead to, by statement format. They are data, as of `rootsVersion`, and trusted only
 * where a policy is given them.
 *
 * Other formats have none here: the roots of security keys come from metadata.
 *
 * @module
 */
export { androidKeyRoots } from './roots/android-key.ts'
export { androidSafetyNetRoots } from './roots/android-safetynet.ts'
export { appleRoots } from './roots/apple.ts'
export { type AttestationRoot, certificatesOf } from './roots/certificates-of.ts'
export { microsoftTpmRoots } from './roots/microsoft-tpm.ts'
export { tpmVendorRoots } from './roots/tpm-vendors.ts'
export { rootsVersion } from './roots/version.ts'
