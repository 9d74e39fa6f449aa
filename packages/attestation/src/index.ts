export { AttestationError, type AttestationErrorCode } from './attestation-error.ts'
export type {
  Attestation,
  AttestationFormat,
  StatementInput,
  VerifiedStatement,
} from './attestation-format.ts'
export { type AttestationObject, parseAttestationObject } from './attestation-object.ts'
export type { AttestationOption } from './attestation-option.ts'
export {
  type AttestedCredentialData,
  type AuthenticatorData,
  type Flags,
  parseAuthenticatorData,
} from './authenticator-data.ts'
export { createTrustPolicy, type TrustPolicy, type TrustPolicyConfig } from './trust-policy.ts'
export { findFormat, verifyAttestation } from './verify-attestation.ts'
