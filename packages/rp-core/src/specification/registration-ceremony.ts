/** What one registration works on. */
import type {
  Attestation,
  AttestationError,
  AttestationFormat,
  AttestationObject,
  AttestedCredentialData,
  TrustPolicy,
} from '@latchkey/attestation'
import type { SignatureBackend } from '@latchkey/cose-keys'
import type { ClientDataFindings } from './client-data.ts'
import type { CredentialRecord } from './credential-record.ts'
import type { ExtensionFindings, RegistrationExtensionInputs, UnsolicitedExtensions } from './extensions.ts'
import type { RegistrationResponse } from './response-json.ts'

/** What a relying party expects of a registration. */
export type RegistrationExpectations = {
  /** as it was given out; 16 bytes or more */
  challenge: Uint8Array
  rpId: string
  /** exact serialisations */
  origins: readonly string[]
  /** whether use in a cross-origin frame is expected */
  crossOrigin?: boolean
  /** top-level origins by which being framed is expected */
  topOrigins?: readonly string[]
  userVerification: 'required' | 'preferred' | 'discouraged'
  /** `conditional` where the client may create without the user being present */
  mediation?: 'conditional'
  /** COSE algorithm identifiers that were offered */
  algorithms: readonly number[]
  /** as they stood in the creation options */
  extensions?: RegistrationExtensionInputs
  /** what an extension output means that nobody asked for: `ignore` unless said */
  unsolicitedExtensions?: UnsolicitedExtensions
  /** what the policy asks of the backup flags */
  backup?: { eligible?: boolean; state?: boolean }
  /**
   * for FIDO's conformance tool and nothing else: a malformed `tokenBinding` is refused, RS1 keys are allowed where they
   * are offered, and the statement is judged by attestation's option of the same name
   */
  conformance?: boolean
}

/** The working paper of one registration: input, and what the steps have found. */
export type RegistrationCeremony = ClientDataFindings &
  ExtensionFindings & {
    readonly json: unknown
    readonly expected: RegistrationExpectations
    readonly formats: readonly AttestationFormat[]
    readonly trust: TrustPolicy
    readonly isRegistered?: (credentialId: Uint8Array) => Promise<boolean>
    readonly backends?: readonly SignatureBackend[]
    readonly now: Date
    response?: RegistrationResponse
    clientDataHash?: Uint8Array
    attestationObject?: AttestationObject
    attestation?: Attestation
    /** a sound statement that the policy does not trust: decided with R22, told at R24 */
    distrust?: AttestationError
    credential?: Omit<CredentialRecord, 'userHandle'>
  }

/** A parsed attestation object always has attested credential data. */
export function attested({ authenticatorData }: AttestationObject): AttestedCredentialData {
  return authenticatorData.attestedCredentialData!
}
