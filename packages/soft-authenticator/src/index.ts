export { AuthenticatorError, type AuthenticatorErrorCode } from './authenticator-error.ts'
export type { ClientSettings } from './client.ts'
export { type Fault, type FaultInfo, faults } from './faults/faults.ts'
export type { Format } from './formats.ts'
export type {
  AuthenticationResponseJSON,
  CredentialDescriptorJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from './options-json.ts'
export type { Preset, Settings } from './presets.ts'
export { createSoftAuthenticator, type SoftAuthenticator } from './soft-authenticator.ts'
export { type W3cTestVector, w3cAttestationRoot, w3cTestVectors } from './w3c-test-vectors.ts'
