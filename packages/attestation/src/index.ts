export { AttestationError, type AttestationErrorCode } from './attestation-error.ts'
export type {
  Attestation,
  AttestationFormat,
  CertificateChain,
  MemberStatement,
  PathPolicy,
  StatementInput,
  Step,
  TrustVerdict,
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
export { findFormat } from './find-format.ts'
export {
  createTrustPolicy,
  type MetadataEntry,
  type MetadataLookup,
  type TrustPolicy,
  type TrustPolicyConfig,
} from './trust-policy.ts'
export { verifyAttestation } from './verify-attestation.ts'
