export { prepareAuthentication, startAuthentication } from './authentication.ts'
export { getCapabilities } from './capabilities.ts'
export type { CeremonySettings, StopSignal } from './ceremony.ts'
export { explainError } from './explain-error.ts'
export { PasskeyError, type PasskeyErrorCode } from './passkey-error.ts'
export type { Preparation } from './preparation.ts'
export { prepareRegistration, startRegistration } from './registration.ts'
export { type Sentences, sentences } from './sentences.ts'
export { type Signals, sendSignals } from './signals.ts'
export type {
  AuthenticationExtensionsClientOutputsJSON,
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialDescriptorJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from './webauthn-json.ts'
