/** Refuses what cannot work, or works for others, before the first ceremony. No network, no randomness. */
import { algorithms } from '@latchkey/cose-keys'
import { encodeHex } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import type { CeremonyErrorCode } from '../specification/ceremony-error.ts'
import type { DecoyAccount } from './decoys.ts'
import {
  type AttestationConfig,
  type CeremonyStateConfig,
  configurationError,
  type RelyingPartyConfig,
  type RelyingPartyPolicy,
} from './relying-party-config.ts'
import { identifierOf } from './sealed-states.ts'
import { isTimeout } from './start-options.ts'

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const androidOrigin = /^android:apk-key-hash:[\w-]{42}[AEIMQUYcgkosw048]$/

/** @throws CeremonyError whose code names the part of the configuration */
export function checkConfig(config: RelyingPartyConfig): void {
  const { rp, relatedOrigins = [], topOrigins = [], ceremonyState, credentials, attestation, policy } = config
  checkRp(rp)
  checkOrigins(config.origins, rp.id)
  for (const origin of [...relatedOrigins, ...topOrigins]) webOrigin(origin)
  checkFunctions('credentials', credentials, ['findById', 'listByUserHandle', 'insert', 'update'])
  checkState(ceremonyState)
  checkSecrets(config)
  if (attestation) checkAttestation(attestation)
  if (policy) checkPolicy(policy)
}

/** A domain in its one spelling: the one that a URL gives back. */
function checkRp({ id, name }: RelyingPartyConfig['rp']): void {
  check(
    typeof id === 'string' && isDomain(id),
    'configuration-rp-id',
    'the RP ID must be a domain in lower case, with no port and no dot at its end',
  )
  check(typeof name === 'string' && name !== '', 'configuration-rp-id', 'the relying party needs a name')
}

function isDomain(name: string): boolean {
  const hasLabels = name.length <= 253 && name.split('.').every((text) => label.test(text))
  return (
    hasLabels &&
    !/^[\d.]+$/.test(name) &&
    URL.canParse(`https://${name}`) &&
    new URL(`https://${name}`).hostname === name
  )
}

function checkOrigins(origins: readonly string[], rpId: string): void {
  check(Array.isArray(origins) && origins.length > 0, 'configuration-origin', 'at least one origin is needed')
  for (const origin of origins) {
    if (androidOrigin.test(origin)) continue
    const { hostname } = webOrigin(origin)
    const isOwn = hostname === rpId || hostname.endsWith(`.${rpId}`)
    check(isOwn, 'configuration-origin', `the host of ${origin} is neither the RP ID nor below it`)
  }
}

/** An origin in its one serialisation, of a kind that browsers let use WebAuthn. */
function webOrigin(origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const local = url?.hostname === 'localhost' || url?.hostname.endsWith('.localhost')
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && local)
  const named = url && isDomain(url.hostname)
  if (url && secure && named && url.origin === origin) return url
  const message = `${JSON.stringify(origin)} is not the exact serialisation of an https origin (http only for localhost)`
  throw configurationError('configuration-origin', message)
}

function checkState(state: CeremonyStateConfig): void {
  if (state?.kind === 'stored') {
    checkFunctions('ceremonyState.store', state.store, ['put', 'take'])
    return
  }
  check(state?.kind === 'sealed', 'configuration-state', 'ceremonyState.kind must be "stored" or "sealed"')
  const { keys, replayGuard } = state
  checkFunctions('ceremonyState.replayGuard', replayGuard, ['claim'])
  check(Array.isArray(keys) && keys.length > 0, 'configuration-state', 'at least one sealing key is needed')
  for (const { id, key } of keys) {
    check(typeof id === 'string' && id !== '', 'configuration-state', 'a sealing key needs an id')
    checkSecret('configuration-state', 'a sealing key', key)
  }
  const names = new Set(keys.map(({ id }) => encodeHex(identifierOf(id))))
  check(names.size === keys.length, 'configuration-state', 'two sealing keys have the same id')
}

function checkSecrets({ secrets, ceremonyState }: RelyingPartyConfig): void {
  const { decoys, userHandles } = secrets ?? {}
  checkSecret('configuration-secret', 'secrets.decoys', decoys)
  if (userHandles !== undefined) checkSecret('configuration-secret', 'secrets.userHandles', userHandles)
  const sealing = ceremonyState.kind === 'sealed' ? ceremonyState.keys.map(({ key }) => key) : []
  const all = [decoys, ...(userHandles ? [userHandles] : []), ...sealing]
  const isShared = all.some((one, at) => all.slice(at + 1).some((other) => equalBytes(one, other)))
  const message =
    'two keys are the same: with a sealing key that is exchanged, decoys would change, and show themselves'
  check(!isShared, 'configuration-secret', message)
}

function checkAttestation({ conveyance, formats, trust }: AttestationConfig): void {
  const conveyances = ['none', 'indirect', 'direct', 'enterprise']
  const isAsk = conveyances.includes(conveyance)
  check(isAsk, 'configuration-policy', `attestation.conveyance must be one of ${conveyances.join(', ')}`)
  const isList = Array.isArray(formats) && formats.length > 0
  check(isList, 'configuration-policy', 'attestation.formats must name the formats that are accepted')
  check(Array.isArray(trust?.options), 'configuration-policy', 'attestation.trust must be a trust policy')
  const asksForMore = trust.require === 'attested' || trust.require === 'metadata'
  const isAsked = conveyance !== 'none' || !asksForMore
  check(isAsked, 'configuration-policy', 'an attestation is required that conveyance "none" does not ask for')
}

function checkPolicy(policy: RelyingPartyPolicy): void {
  const { algorithms: offered, timeoutMilliseconds: timeout, conformance, decoys } = policy
  checkWord('policy.backupEligibilityChange', policy.backupEligibilityChange, [
    'refuse',
    'upgrade-once',
    'accept',
  ])
  checkWord('policy.cloneSignal', policy.cloneSignal, ['flag', 'refuse', 'step-up'])
  checkWord('policy.unsolicitedExtensions', policy.unsolicitedExtensions, ['ignore', 'refuse'])
  const isTime = timeout === undefined || isTimeout(timeout)
  check(
    isTime,
    'configuration-policy',
    'policy.timeoutMilliseconds must be a whole number from 1 to 4,294,967,295',
  )
  if (offered) {
    const known = algorithms.filter((row) => conformance || !row.dangerous).map((row) => row.id)
    const areKnown = offered.length > 0 && offered.every((id) => known.includes(id))
    check(areKnown, 'configuration-policy', 'policy.algorithms must name algorithms for credential keys')
  }
  if (decoys) checkDecoys(decoys)
}

function checkDecoys(accounts: readonly DecoyAccount[]): void {
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most
  const areSound =
    accounts.length > 0 &&
    accounts.every(
      ({ weight, credentials }) =>
        isWhole(weight, 1, 1_000_000) &&
        isWhole(credentials.length, 1, 16) &&
        credentials.every(
          ({ idLength, transports, registeredWithUserVerification: verified }) =>
            isWhole(idLength, 16, 255) && Array.isArray(transports) && typeof verified === 'boolean',
        ),
    )
  const message =
    'policy.decoys must have accounts of 1 to 16 credentials, IDs of 16 to 255 bytes, whole weights'
  check(areSound, 'configuration-policy', message)
}

function checkSecret(code: CeremonyErrorCode, name: string, secret: unknown): void {
  check(secret instanceof Uint8Array && secret.length === 32, code, `${name} must be 32 bytes`)
}

function checkFunctions(name: string, store: object | undefined, functions: readonly string[]): void {
  const missing = functions.find(
    (one) => typeof (store as Record<string, unknown> | undefined)?.[one] !== 'function',
  )
  check(missing === undefined, 'configuration-store', `${name} has no function ${missing}`)
}

function checkWord(name: string, value: unknown, words: readonly string[]): void {
  const isWord = value === undefined || words.includes(value as string)
  check(isWord, 'configuration-policy', `${name} must be one of ${words.join(', ')}`)
}

function check(condition: boolean, code: CeremonyErrorCode, message: string): asserts condition {
  if (!condition) throw configurationError(code, message)
}
