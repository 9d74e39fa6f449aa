export type {
  Authentication,
  AuthenticationCalls,
  FinishAuthentication,
  StartAuthentication,
} from './authentication-calls.ts'
export type { AuthenticationExpectations } from './authentication-ceremony.ts'
export { authenticationSteps } from './authentication-steps.ts'
export { CeremonyError, type CeremonyErrorCode, type PublicError } from './ceremony-error.ts'
export type { AuthenticationState, RegistrationState } from './ceremony-state.ts'
export type { CredentialRecord } from './credential-record.ts'
export type { DecoyAccount, DecoyCredential } from './decoys.ts'
export type {
  AuthenticationExtensionInputs,
  CredentialProtectionPolicy,
  ExtensionOutputs,
  PrfValues,
  RegistrationExtensionInputs,
  UnsolicitedExtensions,
} from './extensions.ts'
export type { Ledger, LedgerEntry, Step, StepId, Verdict } from './ledger.ts'
export type {
  AuthenticatorSelection,
  DescriptorJSON,
  Hint,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from './options-json.ts'
export type { Registration, RegistrationCalls, StartRegistration } from './registration-calls.ts'
export type { RegistrationExpectations } from './registration-ceremony.ts'
export { registrationSteps } from './registration-steps.ts'
export { createRelyingParty } from './relying-party.node.ts'
export type { RelyingParty } from './relying-party-calls.ts'
export type {
  AttestationConfig,
  CeremonyStateConfig,
  RelyingPartyConfig,
  RelyingPartyPolicy,
} from './relying-party-config.ts'
export type { SealedStateConfig, SealingKey } from './sealed-states.ts'
export type { Advice, MissingFactor } from './sign-in-result.ts'
export type { StartInput } from './start-options.ts'
export type { CeremonyStore, CredentialStore, ReplayGuard } from './stores.ts'
export type { AccountUser } from './user-handle.ts'
export type { UserVerificationGroup, UserVerificationStrategy } from './user-verification.ts'
export {
  type AuthenticationInput,
  explainAuthentication,
  type VerifiedAuthentication,
  verifyAuthentication,
} from './verify-authentication.ts'
export {
  explainRegistration,
  type RegistrationInput,
  type VerifiedRegistration,
  verifyRegistration,
} from './verify-registration.ts'
