/**
 * Extensions: what an authenticator puts into its data, and what a client hands out.
 *
 * @see WebAuthn Level 3 §9, §10; CTAP 2.2 §12
 */
import { encode } from '@latchkey/cbor-canonical'
import { concat, decodeBase64url, encodeBase64url, hash } from '@latchkey/octets'
import { hmac } from './hmac.ts'

/** What a credential remembers for its extensions. */
export type ExtensionState = {
  /** keys of hmac-secret: without and with user verification */
  readonly secrets?: { readonly plain: Uint8Array; readonly verified: Uint8Array }
  blob: Uint8Array | undefined
}

export type ExtensionOutputs = {
  /** a CBOR map, or nothing */
  readonly authenticator: Uint8Array | undefined
  readonly client: Record<string, unknown>
}

type Inputs = Readonly<Record<string, unknown>>
type PrfValues = { readonly first: string; readonly second?: string }

const policies = [
  'userVerificationOptional',
  'userVerificationOptionalWithCredentialIDList',
  'userVerificationRequired',
]

export function creationExtensions(
  inputs: Inputs,
  discoverable: boolean,
  state: ExtensionState,
  verified: boolean,
): ExtensionOutputs {
  const client: Record<string, unknown> = {}
  const members = new Map<string, unknown>()
  if (inputs.credProps === true) client.credProps = { rk: discoverable }
  if (state.secrets !== undefined && (inputs.prf !== undefined || inputs.hmacCreateSecret === true)) {
    members.set('hmac-secret', true)
    if (inputs.hmacCreateSecret === true) client.hmacCreateSecret = true
    if (inputs.prf !== undefined) {
      const values = (inputs.prf as { eval?: PrfValues }).eval
      client.prf = { enabled: true, ...(values && { results: evaluate(values, state, verified) }) }
    }
  }
  if (inputs.largeBlob !== undefined) client.largeBlob = { supported: discoverable }
  const policy = policies.indexOf(String(inputs.credentialProtectionPolicy))
  if (policy !== -1) members.set('credProtect', policy + 1)
  if (inputs.minPinLength === true) members.set('minPinLength', 4)
  return { authenticator: mapOf(members), client }
}

export function assertionExtensions(
  inputs: Inputs,
  id: string,
  state: ExtensionState,
  verified: boolean,
): ExtensionOutputs {
  const client: Record<string, unknown> = {}
  if (inputs.prf !== undefined) {
    const { eval: common, evalByCredential } = inputs.prf as {
      eval?: PrfValues
      evalByCredential?: Record<string, PrfValues>
    }
    const values = evalByCredential?.[id] ?? common
    client.prf = values && state.secrets !== undefined ? { results: evaluate(values, state, verified) } : {}
  }
  if (inputs.largeBlob !== undefined) {
    const { read, write } = inputs.largeBlob as { read?: boolean; write?: string }
    if (write !== undefined) {
      state.blob = decodeBase64url(write)
      client.largeBlob = { written: true }
    } else if (read === true) {
      client.largeBlob = state.blob === undefined ? {} : { blob: encodeBase64url(state.blob) }
    }
  }
  if (inputs.appid !== undefined) client.appid = false
  return { authenticator: undefined, client }
}

/** @see WebAuthn Level 3 §10.1.4: what is evaluated is a hash of the value with a label */
function evaluate({ first, second }: PrfValues, { secrets }: ExtensionState, verified: boolean) {
  const secret = verified ? secrets!.verified : secrets!.plain
  const output = (value: string) => {
    const salt = hash(
      'sha-256',
      concat(new TextEncoder().encode('WebAuthn PRF'), Uint8Array.of(0), decodeBase64url(value)),
    )
    return encodeBase64url(hmac(secret, salt))
  }
  return { first: output(first), ...(second !== undefined && { second: output(second) }) }
}

function mapOf(members: ReadonlyMap<string, unknown>): Uint8Array | undefined {
  return members.size === 0 ? undefined : encode(members as never, { profile: 'ctap2' })
}
