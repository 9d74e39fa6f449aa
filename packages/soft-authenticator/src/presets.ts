import { AuthenticatorError } from './authenticator-error.ts'
import { type Format, formats } from './formats.ts'

/** Kinds of authenticators that are met in the field. */
export type Preset =
  | 'ctap1-key'
  | 'ctap2-key-with-pin'
  | 'platform'
  | 'synced-passkey'
  | 'windows-hello'
  | 'counterless-key'

/** What one is like. */
export type Model = {
  readonly attachment: 'platform' | 'cross-platform'
  readonly transports: readonly string[]
  /** the statement that it makes when one is asked for */
  readonly format: Format
  /** algorithms that it can, by COSE identifier */
  readonly algorithms: readonly number[]
  /** `never`, with a PIN where a call asks for verification, or by its own sensor in every call */
  readonly verifies: 'never' | 'when-asked' | 'always'
  readonly keepsCredentials: boolean
  readonly backup: { readonly eligible: boolean; readonly state: boolean }
  readonly counter: 'zero' | 'global' | 'per-credential'
  readonly idLength: number
}

const everything = [
  ...[-7, -9, -35, -51, -36, -52, -47, -8, -19, -53],
  ...[-257, -258, -259, -37, -38, -39, -48, -49, -50, -65535],
]
const notBackedUp = { eligible: false, state: false }

const models: Readonly<Record<Preset, Model>> = {
  /** U2F: no PIN, so that `required` fails and `preferred` gives no verification; keeps nothing. */
  'ctap1-key': {
    ...{ attachment: 'cross-platform', transports: ['usb'], format: 'fido-u2f', algorithms: [-7] },
    ...{ verifies: 'never', keepsCredentials: false, backup: notBackedUp, counter: 'global', idLength: 64 },
  },
  /** The same key is one factor where a call says `discouraged`, and two where it does not. */
  'ctap2-key-with-pin': {
    ...{ attachment: 'cross-platform', transports: ['nfc', 'usb'], format: 'packed', algorithms: everything },
    ...{
      verifies: 'when-asked',
      keepsCredentials: true,
      backup: notBackedUp,
      counter: 'per-credential',
      idLength: 48,
    },
  },
  platform: {
    ...{ attachment: 'platform', transports: ['internal'], format: 'packed-self', algorithms: everything },
    ...{ verifies: 'always', keepsCredentials: true, backup: notBackedUp, counter: 'zero', idLength: 32 },
  },
  /** Made before it is backed up, and backed up at its first use. */
  'synced-passkey': {
    ...{ attachment: 'platform', transports: ['hybrid', 'internal'], format: 'none', algorithms: everything },
    ...{ verifies: 'always', keepsCredentials: true, counter: 'zero', idLength: 20 },
    backup: { eligible: true, state: false },
  },
  /** A TPM whose attestation key signs with SHA-1, as many do. */
  'windows-hello': {
    ...{ attachment: 'platform', transports: ['internal'], format: 'tpm', algorithms: [-257, -7] },
    ...{ verifies: 'always', keepsCredentials: true, backup: notBackedUp, counter: 'global', idLength: 32 },
  },
  'counterless-key': {
    ...{ attachment: 'cross-platform', transports: ['usb'], format: 'packed', algorithms: everything },
    ...{ verifies: 'when-asked', keepsCredentials: true, backup: notBackedUp, counter: 'zero', idLength: 32 },
  },
}

export type Settings = {
  readonly preset?: Preset
  /** the statement that it makes when one is asked for, instead of the preset's */
  readonly format?: Format
  /** the one algorithm that it can, by COSE identifier; else the first of `pubKeyCredParams` that the preset can */
  readonly algorithm?: number
  /** the same seed makes the same bytes; drawn at random otherwise */
  readonly seed?: Uint8Array
  /** 16 bytes */
  readonly aaguid?: Uint8Array
  readonly backup?: { readonly eligible: boolean; readonly state: boolean }
  readonly counter?: 'zero' | 'global' | 'per-credential'
  /** for what is stamped with a time */
  readonly now?: () => Date
}

/** @throws {@link AuthenticatorError} `unknown-preset`, `unknown-format`, `unknown-algorithm`, `impossible-settings` */
export function modelOf({
  preset = 'platform',
  format,
  algorithm,
  aaguid,
  backup,
  counter,
}: Settings): Model {
  const model = Object.hasOwn(models, preset) ? models[preset] : undefined
  if (model === undefined)
    throw new AuthenticatorError('unknown-preset', `there is no preset ${String(preset)}`)
  if (format !== undefined && !formats.includes(format)) {
    throw new AuthenticatorError('unknown-format', `there is no format ${String(format)}`)
  }
  if (algorithm !== undefined && !everything.includes(algorithm)) {
    throw new AuthenticatorError('unknown-algorithm', `there is no algorithm ${String(algorithm)}`)
  }
  const made: Model = {
    ...model,
    ...(format !== undefined && { format }),
    ...(algorithm !== undefined && { algorithms: [algorithm] }),
    ...(backup !== undefined && { backup }),
    ...(counter !== undefined && { counter }),
  }
  const why = whyImpossible(made, model, aaguid)
  if (why !== undefined) throw new AuthenticatorError('impossible-settings', why)
  return made
}

/** Curves that a TPM has, and RSA. */
const tpmAlgorithms = [-7, -9, -35, -51, -36, -52, -257, -258, -259, -37, -38, -39]

function whyImpossible({ format, algorithms, backup }: Model, preset: Model, aaguid: Uint8Array | undefined) {
  if (backup.state && !backup.eligible) return 'what is not eligible for backup is not backed up'
  if (aaguid !== undefined && aaguid.length !== 16) return 'an AAGUID has 16 bytes'
  if (algorithms.every((algorithm) => !preset.algorithms.includes(algorithm)))
    return 'the preset has no such algorithm'
  const only = algorithms.length === 1 ? algorithms[0]! : undefined
  if (format === 'fido-u2f' && only !== undefined && only !== -7) return 'U2F is ES256'
  if ((format === 'tpm' || format === 'compound') && only !== undefined && !tpmAlgorithms.includes(only)) {
    return 'no TPM has a key of that algorithm'
  }
  return undefined
}
