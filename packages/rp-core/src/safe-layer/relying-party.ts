import { webCipher } from './cipher.ts'
import type { RelyingParty } from './relying-party-calls.ts'
import { assembleRelyingParty } from './relying-party-calls.ts'
import type { RelyingPartyConfig } from './relying-party-config.ts'

/**
 * Makes a relying party. Nothing that a client sends can choose user verification, attestation or algorithms.
 *
 * In every finish the order is fixed: the state is spent, credentials are looked up, the response is verified, the
 * record is written, and only then does the call return.
 *
 * @param config - who the relying party is, its stores and its policy; checked here, without network or randomness
 * @returns the calls of both ceremonies
 * @throws {@link CeremonyError} `configuration-rp-id`, `configuration-origin`, `configuration-state`,
 * `configuration-store`, `configuration-secret`, `configuration-policy`
 * @example
 * ```ts no-run
 * import { type CeremonyStore, createRelyingParty, type CredentialStore } from '@latchkey/rp-core'
 *
 * declare const ceremonies: CeremonyStore
 * declare const credentials: CredentialStore
 * declare const decoys: Uint8Array
 * const rp = createRelyingParty({
 *   rp: { id: 'example.org', name: 'Example' },
 *   origins: ['https://example.org'],
 *   ceremonyState: { kind: 'stored', store: ceremonies },
 *   credentials,
 *   secrets: { decoys },
 * })
 * const { options, state } = await rp.startAuthentication({ session: 'the pre-login cookie' })
 * ```
 * @see WebAuthn Level 3 §7
 */
export function createRelyingParty(config: RelyingPartyConfig): RelyingParty {
  return assembleRelyingParty(config, webCipher)
}
