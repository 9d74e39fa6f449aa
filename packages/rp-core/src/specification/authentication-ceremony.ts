/** What one authentication works on. */
import type { AuthenticatorData } from '@latchkey/attestation'
import type { SignatureBackend } from '@latchkey/cose-keys'
import type { ClientDataFindings } from './client-data.ts'
import type { CredentialRecord } from './credential-record.ts'
import type { AuthenticationExtensionInputs, ExtensionFindings, UnsolicitedExtensions } from './extensions.ts'
import type { AuthenticationResponse } from './response-json.ts'

/** What a relying party expects of an authentication. */
export type AuthenticationExpectations = {
  /** as it was given out; 16 bytes or more */
  challenge: Uint8Array
  rpId: string
  /** of U2F: the extension `appid` was asked for by it, and a key may have answered for it */
  appId?: string
  /** exact serialisations */
  origins: readonly string[]
  /** whether use in a cross-origin frame is expected */
  crossOrigin?: boolean
  /** top-level origins by which being framed is expected */
  topOrigins?: readonly string[]
  userVerification: 'required' | 'preferred' | 'discouraged'
  /** credential IDs; empty where any discoverable credential was asked for */
  allowCredentials: readonly Uint8Array[]
  /** of the account that signs in, or `from-response` where the response must name it */
  userHandle: Uint8Array | 'from-response'
  /** as they stood in the request options */
  extensions?: AuthenticationExtensionInputs
  /** what an extension output means that nobody asked for: `ignore` unless said */
  unsolicitedExtensions?: UnsolicitedExtensions
  /** what a changed backup eligibility means: `refuse` unless said; `unknown` in the record is never a change */
  backupEligibilityChange?: 'refuse' | 'accept'
  /** what the policy asks of the backup flags */
  backup?: { eligible?: boolean; state?: boolean }
  /** what a counter that did not rise means: `flag` unless said */
  cloneSignal?: 'flag' | 'refuse'
  /** another factor was shown in this session */
  otherFactor?: boolean
  /** for FIDO's conformance tool and nothing else: a malformed `tokenBinding` is refused, and RS1 keys are allowed */
  conformance?: boolean
}

/** The working paper of one authentication: input, and what the steps have found. */
export type AuthenticationCeremony = ClientDataFindings &
  ExtensionFindings & {
    readonly json: unknown
    readonly credential: CredentialRecord
    readonly expected: AuthenticationExpectations
    readonly backends: readonly SignatureBackend[] | undefined
    response?: AuthenticationResponse
    authenticatorData?: AuthenticatorData
    clientDataHash?: Uint8Array
    cloneSignal?: boolean
    updated?: CredentialRecord
  }
