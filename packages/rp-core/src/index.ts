export type {
  Authentication,
  AuthenticationCalls,
  FinishAuthentication,
  StartAuthentication,
} from './safe-layer/authentication-calls.ts'
export type { AuthenticationState, RegistrationState } from './safe-layer/ceremony-state.ts'
export type { DecoyAccount, DecoyCredential } from './safe-layer/decoys.ts'
export type {
  AuthenticatorSelection,
  DescriptorJSON,
  Hint,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from './safe-layer/options-json.ts'
export type { Registration, RegistrationCalls, StartRegistration } from './safe-layer/registration-calls.ts'
export { createRelyingParty } from './safe-layer/relying-party.ts'
export type { RelyingParty } from './safe-layer/relying-party-calls.ts'
export type {
  AttestationConfig,
  CeremonyStateConfig,
  RelyingPartyConfig,
  RelyingPartyPolicy,
} from './safe-layer/relying-party-config.ts'
export type { SealedStateConfig, SealingKey } from './safe-layer/sealed-states.ts'
export type { Advice, MissingFactor } from './safe-layer/sign-in-result.ts'
export type { StartInput } from './safe-layer/start-options.ts'
export type { CeremonyStore, CredentialStore, ReplayGuard } from './safe-layer/stores.ts'
export type { AccountUser } from './safe-layer/user-handle.ts'
export type { UserVerificationGroup, UserVerificationStrategy } from './safe-layer/user-verification.ts'
export type { AuthenticationExpectations } from './specification/authentication-ceremony.ts'
export { authenticationSteps } from './specification/authentication-steps.ts'
export { CeremonyError, type CeremonyErrorCode, type PublicError } from './specification/ceremony-error.ts'
export type { CredentialRecord } from './specification/credential-record.ts'
export type {
  AuthenticationExtensionInputs,
  CredentialProtectionPolicy,
  ExtensionOutputs,
  PrfValues,
  RegistrationExtensionInputs,
  UnsolicitedExtensions,
} from './specification/extensions.ts'
export type { Ledger, LedgerEntry, Step, StepId, Verdict } from './specification/ledger.ts'
export type { RegistrationExpectations } from './specification/registration-ceremony.ts'
export { registrationSteps } from './specification/registration-steps.ts'
export {
  type AuthenticationInput,
  explainAuthentication,
  type VerifiedAuthentication,
  verifyAuthentication,
} from './specification/verify-authentication.ts'
export {
  explainRegistration,
  type RegistrationInput,
  type VerifiedRegistration,
  verifyRegistration,
} from './specification/verify-registration.ts'
