import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { makeAssertion } from './assertion.ts'
import type { AttestationContext } from './attestation.ts'
import { flags } from './authenticator-data.ts'
import { AuthenticatorError } from './authenticator-error.ts'
import { makeAuthority } from './authority.ts'
import { type ClientSettings, rpIdFor, verifiesUser } from './client.ts'
import type { ClientDataMembers } from './client-data.ts'
import type { Credential } from './credential.ts'
import { assertionExtensions, creationExtensions } from './extensions.ts'
import { faultRows, hooksOf } from './faults/faults.ts'
import { through } from './faults/hooks.ts'
import type { Format } from './formats.ts'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from './options-json.ts'
import { type Model, modelOf, type Settings } from './presets.ts'
import { type Random, randomFrom } from './random.ts'
import { makeRegistration } from './registration.ts'
import { makeSigningKey, type SigningKey } from './signing-key.ts'

/** A client with one authenticator. */
export interface SoftAuthenticator {
  /**
   * What `navigator.credentials.create()` would give, as JSON.
   *
   * @throws {@link AuthenticatorError} with the name of the browser's exception as its code
   */
  create(
    options: PublicKeyCredentialCreationOptionsJSON,
    client: ClientSettings,
  ): Promise<RegistrationResponseJSON>
  /**
   * What `navigator.credentials.get()` would give, as JSON.
   *
   * @throws {@link AuthenticatorError} with the name of the browser's exception as its code
   */
  get(
    options: PublicKeyCredentialRequestOptionsJSON,
    client: ClientSettings,
  ): Promise<AuthenticationResponseJSON>
  /** Certificates, in DER, that its statements lead to. */
  readonly attestationRoots: readonly Uint8Array[]
}

/**
 * Makes an authenticator with a client, in software: private keys in plain memory, an attestation that is worth nothing,
 * and a user who always says yes. **For tests. Never for production.**
 *
 * It holds one credential for each RP ID and user handle; a new one replaces the old one, as the standard has it.
 *
 * @throws {@link AuthenticatorError} `unknown-preset`, `unknown-format`, `unknown-algorithm`, `impossible-settings`
 * @example
 * ```ts
 * import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
 *
 * const authenticator = createSoftAuthenticator({ preset: 'platform', seed: new Uint8Array(32) })
 * const response = await authenticator.create(
 *   {
 *     rp: { id: 'example.org', name: 'Example' },
 *     user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
 *     challenge: 'AAECAwQFBgcICQoLDA0ODw',
 *     pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
 *   },
 *   { origin: 'https://example.org' },
 * )
 * console.log(response.response.publicKeyAlgorithm) // -7
 * ```
 * @see WebAuthn Level 3 §5.1.3, §5.1.4, §6.3
 */
export function createSoftAuthenticator(settings: Settings = {}): SoftAuthenticator {
  return new Authenticator(settings)
}

class Authenticator implements SoftAuthenticator {
  readonly #model: Model
  readonly #random: Random
  readonly #attestation: Omit<AttestationContext, 'faults'>
  /** By RP ID and user handle. */
  readonly #credentials = new Map<string, Credential>()
  #globalCount = 0
  #made = 0

  constructor(settings: Settings) {
    this.#model = modelOf(settings)
    this.#random = randomFrom(settings.seed)
    const { attachment, format } = this.#model
    const noAaguid = format === 'fido-u2f' || settings.preset === 'ctap1-key'
    this.#attestation = {
      authority: makeAuthority(this.#random.fork('authority')),
      random: this.#random.fork('attestation'),
      aaguid:
        settings.aaguid ??
        (noAaguid ? new Uint8Array(16) : this.#random.fork(`aaguid ${attachment}`).bytes(16)),
      tpmAlgorithm: settings.preset === 'windows-hello' ? -65535 : -7,
      now: settings.now ?? (() => new Date()),
    }
  }

  get attestationRoots(): readonly Uint8Array[] {
    return [this.#attestation.authority.root.certificate]
  }

  async create(options: PublicKeyCredentialCreationOptionsJSON, client: ClientSettings) {
    const rpId = rpIdFor(client.origin, options.rp.id)
    const algorithm = this.#chooseAlgorithm(options)
    const selection = options.authenticatorSelection ?? {}
    const verified = verifiesUser(this.#model, selection.userVerification, client)
    const discoverable = this.#isDiscoverable(selection)
    this.#refuseExcluded(options, rpId)

    const random = this.#random.fork(`credential ${this.#made++}`)
    const credential = this.#makeCredential(
      options,
      rpId,
      makeSigningKey(algorithm, random.fork('key')),
      discoverable,
      random,
    )
    const format = this.#formatFor(options)
    const faults = faultRows(client.faults ?? [], 'registration', format, algorithm)
    const extensions = creationExtensions(
      options.extensions ?? {},
      discoverable,
      credential.extensions,
      verified,
    )
    const response = makeRegistration({
      credential,
      clientData: clientData('webauthn.create', options.challenge, client),
      flags: this.#flagsOf(credential, verified) | flags.AT | (extensions.authenticator ? flags.ED : 0),
      signCount: this.#nextCount(credential),
      extensions: extensions.authenticator,
      format,
      attestation: { ...this.#attestation, random: random.fork('statement'), faults },
      unsigned: { ...this.#unsigned(extensions.client), transports: this.#model.transports },
    })
    const place = `${rpId} ${options.user.id}`
    this.#credentials.delete(place)
    this.#credentials.set(place, credential)
    return response
  }

  async get(options: PublicKeyCredentialRequestOptionsJSON, client: ClientSettings) {
    const rpId = rpIdFor(client.origin, options.rpId)
    const verified = verifiesUser(this.#model, options.userVerification, client)
    const names = client.faults ?? []
    const allowed = options.allowCredentials?.map(({ id }) => id) ?? []
    const credential = this.#find(rpId, through(hooksOf(names), 'allowed', allowed))
    const faults = faultRows(names, 'authentication', this.#model.format, credential.key.algorithm)
    if (credential.backupEligible && this.#model.backup.eligible) credential.backedUp = true
    const id = encodeBase64url(credential.id)
    const extensions = assertionExtensions(options.extensions ?? {}, id, credential.extensions, verified)
    return makeAssertion({
      credential,
      clientData: clientData('webauthn.get', options.challenge, client),
      flags: this.#flagsOf(credential, verified) | (extensions.authenticator ? flags.ED : 0),
      signCount: this.#nextCount(credential),
      extensions: extensions.authenticator,
      faults,
      unsigned: this.#unsigned(extensions.client),
    })
  }

  #unsigned(clientExtensionResults: Record<string, unknown>) {
    return { clientExtensionResults, authenticatorAttachment: this.#model.attachment }
  }

  /** The first that the relying party wants and this one can. */
  #chooseAlgorithm({ pubKeyCredParams }: PublicKeyCredentialCreationOptionsJSON): number {
    const chosen = pubKeyCredParams.find(
      ({ type, alg }) => type === 'public-key' && this.#model.algorithms.includes(alg),
    )
    if (chosen === undefined)
      throw new AuthenticatorError('NotSupportedError', 'none of the algorithms can be had')
    return chosen.alg
  }

  #isDiscoverable({
    residentKey,
    requireResidentKey = false,
  }: NonNullable<PublicKeyCredentialCreationOptionsJSON['authenticatorSelection']>) {
    const wanted = residentKey ?? (requireResidentKey ? 'required' : 'discouraged')
    const { attachment, keepsCredentials } = this.#model
    if (wanted === 'required' && !keepsCredentials) {
      throw new AuthenticatorError('NotAllowedError', 'this key keeps no credentials')
    }
    return keepsCredentials && (attachment === 'platform' || wanted !== 'discouraged')
  }

  #refuseExcluded({ excludeCredentials = [] }: PublicKeyCredentialCreationOptionsJSON, rpId: string): void {
    const excluded = excludeCredentials.map(({ id }) => id)
    for (const credential of this.#credentials.values()) {
      if (credential.rpId === rpId && excluded.includes(encodeBase64url(credential.id))) {
        throw new AuthenticatorError('InvalidStateError', 'a credential of excludeCredentials is here')
      }
    }
  }

  #makeCredential(
    { user, extensions = {} }: PublicKeyCredentialCreationOptionsJSON,
    rpId: string,
    key: SigningKey,
    discoverable: boolean,
    random: Random,
  ): Credential {
    const { backup, idLength } = this.#model
    const secret = extensions.prf !== undefined || extensions.hmacCreateSecret === true
    const secrets = secret && {
      plain: random.fork('secret').bytes(32),
      verified: random.fork('verified secret').bytes(32),
    }
    return {
      ...{
        id: random.fork('id').bytes(idLength),
        rpId,
        userHandle: decodeBase64url(user.id),
        key,
        discoverable,
      },
      ...{ backupEligible: backup.eligible, backedUp: backup.state, signCount: 0 },
      extensions: { ...(secrets && { secrets }), blob: undefined },
    }
  }

  #flagsOf({ backupEligible, backedUp }: Credential, verified: boolean): number {
    return flags.UP | (verified ? flags.UV : 0) | (backupEligible ? flags.BE : 0) | (backedUp ? flags.BS : 0)
  }

  #nextCount(credential: Credential): number {
    if (this.#model.counter === 'zero') return 0
    if (this.#model.counter === 'global') return ++this.#globalCount
    return ++credential.signCount
  }

  /** Where no statement is asked for, none is given. @see WebAuthn Level 3 §5.1.3 */
  #formatFor({ attestation = 'none' }: PublicKeyCredentialCreationOptionsJSON): Format {
    const { format } = this.#model
    return attestation === 'none' && format !== 'packed-self' ? 'none' : format
  }

  /** Of several that are allowed, or that are here where all are, the newest. */
  #find(rpId: string, allowed: readonly string[]): Credential {
    const found = [...this.#credentials.values()].filter(
      (one) =>
        one.rpId === rpId &&
        (allowed.length === 0 ? one.discoverable : allowed.includes(encodeBase64url(one.id))),
    )
    const newest = found.at(-1)
    if (newest === undefined)
      throw new AuthenticatorError('NotAllowedError', 'no credential of those is here')
    return newest
  }
}

function clientData(
  type: ClientDataMembers['type'],
  challenge: string,
  { origin, topOrigin, crossOrigin = topOrigin !== undefined }: ClientSettings,
): ClientDataMembers {
  return { type, challenge, origin, crossOrigin, ...(topOrigin !== undefined && { topOrigin }) }
}
