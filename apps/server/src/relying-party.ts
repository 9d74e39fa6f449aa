import { createTrustPolicy } from '@latchkey/attestation'
import { none, packedSelf } from '@latchkey/attestation/formats'
import { createRelyingParty, type RelyingParty } from '@latchkey/rp-core'
import type { Configuration } from './configuration.ts'
import { ceremonyStore } from './database/ceremony-store.ts'
import { credentialStore } from './database/credential-store.ts'
import type { Database } from './database/schema.ts'

/** What a ceremony may take; how long its state, and an account that waits for it, are kept. */
export const ceremonyMilliseconds = 5 * 60 * 1000

/**
 * Makes the relying party of one request.
 *
 * @param registrant - the session token of who registers, see {@link credentialStore}
 */
export type RelyingPartyOf = (registrant?: string) => RelyingParty

export function relyingPartyOf(input: {
  configuration: Configuration
  database: Database
  decoys: Uint8Array
  now: () => Date
}): RelyingPartyOf {
  const { configuration, database, decoys, now } = input
  const store = ceremonyStore(database, now)
  const trust = createTrustPolicy({ require: 'none' })
  return (registrant) =>
    createRelyingParty({
      rp: configuration.rp,
      origins: [configuration.origin],
      ceremonyState: { kind: 'stored', store },
      credentials: credentialStore(database, now, registrant),
      secrets: { decoys },
      attestation: { conveyance: 'none', formats: [none, packedSelf], trust },
      policy: { timeoutMilliseconds: ceremonyMilliseconds },
      now,
    })
}
