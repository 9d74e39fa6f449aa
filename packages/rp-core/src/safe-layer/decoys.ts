import { concat, decodeHex } from '@latchkey/octets'
import type { CredentialRecord } from '../specification/credential-record.ts'
import type { AllowedCredential } from './ceremony-state.ts'
import { expandKey, hmac } from './keyed-hash.ts'

/** One kind of account, as the made-up ones are to look. */
export type DecoyAccount = {
  /** how often, beside the others of the table; a whole number */
  weight: number
  credentials: readonly DecoyCredential[]
}

export type DecoyCredential = {
  /** of its ID, in bytes: 16 to 255 */
  idLength: number
  transports: readonly string[]
  registeredWithUserVerification: boolean
}

export type Decoys = {
  /** 64 bytes, of nobody */
  readonly userHandle: Uint8Array
  readonly credentials: readonly DecoyRecord[]
}

type DecoyRecord = Pick<CredentialRecord, 'id' | 'transports'> & {
  readonly registeredWithUserVerification: boolean
  readonly backupEligible: boolean
}

const synced = { transports: ['hybrid', 'internal'], registeredWithUserVerification: true }
const builtIn = { transports: ['internal'], registeredWithUserVerification: true }
const key = { transports: ['nfc', 'usb'], registeredWithUserVerification: true }

/** Passkeys of the large providers, of computers, and of security keys. */
export const usualAccounts: readonly DecoyAccount[] = [
  { weight: 40, credentials: [{ ...synced, idLength: 20 }] },
  { weight: 25, credentials: [{ ...synced, idLength: 16 }] },
  { weight: 10, credentials: [{ ...builtIn, idLength: 32 }] },
  {
    weight: 15,
    credentials: [20, 32].map((idLength) => ({ ...(idLength === 32 ? builtIn : synced), idLength })),
  },
  { weight: 5, credentials: [{ ...key, idLength: 48 }] },
  { weight: 5, credentials: [48, 48].map((idLength) => ({ ...key, idLength })) },
]

/**
 * Made-up credentials for a name that nobody has: the same for the same name, so that asking twice tells nothing.
 * The key is one of its own, because changing it would unmask them; so would changing the table.
 *
 * @see WebAuthn Level 3 §14.6.2 "Username Enumeration"
 */
export function decoysFor(secret: Uint8Array, accounts: readonly DecoyAccount[], name: string): Decoys {
  const seed = hmac(secret, new TextEncoder().encode(normalized(name)))
  const drawn = expandKey(seed, 'account', 32)
  const { credentials } = accountAt(accounts, new DataView(drawn.buffer, drawn.byteOffset).getUint32(0))
  // As many bytes for every name: what it takes must not tell what would be made up for an account that there is.
  const ids = expandKey(seed, 'credential IDs', Math.max(...accounts.map(idBytes)))
  let at = 0
  return {
    // Nobody sees it: as long as those that are drawn, it is looked up as they are.
    userHandle: concat(drawn, drawn),
    credentials: credentials.map(({ idLength, transports, registeredWithUserVerification }) => {
      at += idLength
      const id = ids.subarray(at - idLength, at)
      return { id, transports, registeredWithUserVerification, backupEligible: transports.includes('hybrid') }
    }),
  }
}

function idBytes({ credentials }: DecoyAccount): number {
  return credentials.reduce((sum, { idLength }) => sum + idLength, 0)
}

/** Two spellings that a site may take for one name have the same decoys. */
function normalized(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

function accountAt(accounts: readonly DecoyAccount[], number: number): DecoyAccount {
  let rest = number % accounts.reduce((sum, { weight }) => sum + weight, 0)
  return accounts.find(({ weight }) => {
    rest -= weight
    return rest < 0
  })!
}

/** COSE_Key, ES256. Its x is the SHA-256 of "@latchkey/rp-core decoy key 1": nobody has the private key. */
export const nobodysKey = /* @__PURE__ */ concat(
  /* @__PURE__ */ decodeHex('a5010203262001215820'),
  /* @__PURE__ */ decodeHex('29b993f22cf932c3f148ef826909540a4c52ba6e6bd4a99dc1835080ebdf4880'),
  /* @__PURE__ */ decodeHex('225820'),
  /* @__PURE__ */ decodeHex('34b4b19a0bca03f840d5733e231847a5127924160d152c2411af0bc01b4ad194'),
)

/** What a response to made-up credentials is judged against: each is refused at the steps at which a record would be. */
export function decoyRecord(
  { id, registeredWithUserVerification, backupEligible }: AllowedCredential,
  userHandle: Uint8Array,
  rpId: string,
): CredentialRecord {
  return {
    type: 'public-key',
    id,
    publicKey: nobodysKey,
    signCount: 0,
    transports: [],
    uvInitialized: true,
    backupEligible,
    backupState: false,
    rpId,
    userHandle,
    aaguid: new Uint8Array(16),
    registeredWithUserVerification,
    version: 0,
  }
}
