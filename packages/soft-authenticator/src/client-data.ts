/** Client data as browsers write it: these members in this order. @see WebAuthn Level 3 §5.8.1.1 */
export type ClientDataMembers = {
  readonly type: 'webauthn.create' | 'webauthn.get'
  /** base64url */
  readonly challenge: string
  readonly origin: string
  readonly crossOrigin: boolean
  readonly topOrigin?: string
}

/** UTF-8 of JSON, the members in the order in which they are given. */
export function writeClientData(members: Readonly<Record<string, unknown>>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(members))
}
