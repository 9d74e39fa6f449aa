import { encodeBase64url } from '@latchkey/octets'
import type { Passkey } from '../database/passkeys.ts'

export type PasskeyJSON = {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly transports: readonly string[]
  readonly backupEligible: boolean
  readonly backedUp: boolean
}

export function passkeyJSON(passkey: Passkey): PasskeyJSON {
  return {
    id: encodeBase64url(passkey.id),
    name: passkey.name,
    createdAt: passkey.createdAt.toISOString(),
    lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
    transports: passkey.transports,
    backupEligible: passkey.backupEligible,
    backedUp: passkey.backedUp,
  }
}
