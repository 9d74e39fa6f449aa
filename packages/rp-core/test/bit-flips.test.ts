/** Every bit that W3C’s pairs sign, flipped: the answer to each is known, and accepted is what nobody signs. */
import { parseAttestationObject } from '@latchkey/attestation'
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { vectorsNote } from '../../../test/vectors.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyAuthenticationSync } from '../src/specification/verify-authentication-sync.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import { authenticationOf, type Case, judge, refusal, registrationOf, w3c, withMember } from './cases.ts'

/** With 1 it is every bit of every pair, which takes a minute; with 15 each of the fifteen has its own. */
const step = Number(process.env.LATCHKEY_FLIP_STEP ?? 15)

/** A run of bytes in a member of the response. */
type Place = { member: string; all: Uint8Array; from: number; bytes: Uint8Array }

function whole({ response }: Case, member: string): Place {
  const bytes = decodeBase64url(response.response[member]!)
  return { member, all: bytes, from: 0, bytes }
}

/** A byte string that the attestation object holds once. */
function within(one: Case, bytes: Uint8Array): Place {
  const { member, all } = whole(one, 'attestationObject')
  const from = Buffer.from(all).indexOf(bytes)
  expect(from).toBe(Buffer.from(all).lastIndexOf(bytes))
  return { member, all, from, bytes }
}

const objectOf = (one: Case) => parseAttestationObject(whole(one, 'attestationObject').all)

/** Of an authentication by both calls, which must agree. */
function answersTo(one: Case): (response: object) => Promise<string> {
  if (one.kind === 'registration') {
    const input = registrationOf(one)
    return (response) => refusal(verifyRegistration({ ...input, response }))
  }
  const input = authenticationOf(one)
  return async (response) => {
    const answer = await refusal(verifyAuthentication({ ...input, response }))
    const synchronous = await refusal((async () => verifyAuthenticationSync({ ...input, response }))())
    return answer === synchronous ? answer : `${answer}, but ${synchronous} without a promise`
  }
}

/** What a flipped bit has to be answered with, or several where the text of the standard leaves it open. */
type Answer = (at: number, mask: number, flipped: Uint8Array) => string | readonly string[]

/** Flips bit by bit; returns the bytes of which a flip was accepted. */
async function flip(one: Case, { member, all, from, bytes }: Place, wanted: Answer): Promise<Set<number>> {
  const answerTo = answersTo(one)
  const accepted = new Set<number>()
  const misjudged: string[] = []
  for (let bit = w3c.indexOf(one) % step; bit < bytes.length * 8; bit += step) {
    const at = bit >> 3
    const mask = 1 << (bit & 7)
    const flipped = bytes.with(at, bytes[at]! ^ mask)
    const edited = all.slice()
    edited.set(flipped, from)
    const answer = await answerTo(withMember(one.response, member, encodeBase64url(edited)))
    if (answer === 'accepted') accepted.add(at)
    if (![wanted(at, mask, flipped)].flat().includes(answer))
      misjudged.push(`byte ${at} ^ ${mask}: ${answer}`)
  }
  expect(misjudged).toEqual([])
  return accepted
}

const steps = {
  registration: {
    ...{ utf8: 'R5', json: 'R6', type: 'R7', challenge: 'R8', origin: 'R9', topOrigin: 'R11' },
    ...{ parsed: 'R13', rpId: 'R14', userPresent: 'R15', userVerified: 'R16', backup: 'R17' },
  },
  authentication: {
    ...{ utf8: 'A8', json: 'A9', type: 'A10', challenge: 'A11', origin: 'A12', topOrigin: 'A14' },
    ...{ parsed: 'A7', rpId: 'A15', userPresent: 'A16', userVerified: 'A17', backup: 'A18' },
  },
}

/** Where nothing but a signature can tell; a statement of `none` has none. */
function bySignature({ kind, fmt }: Case): string {
  if (kind === 'authentication') return 'A21 signature-invalid'
  return fmt === 'none' ? 'accepted' : 'R22 attestation-statement-invalid'
}

/** By what the client data says after the flip. It is ASCII, and no flip makes one name another. */
function clientDataAnswer(one: Case): Answer {
  const at = steps[one.kind]
  const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('latin1'))
  const was = parse(whole(one, 'clientDataJSON').bytes)
  return (_, mask, flipped) => {
    if (mask === 0x80) return `${at.utf8} client-data-not-utf8`
    let says: typeof was
    try {
      says = parse(flipped)
    } catch {
      return `${at.json} client-data-not-json`
    }
    if (!says.type || !says.challenge || !says.origin) return `${at.json} client-data-malformed`
    if (says.type !== was.type) return `${at.type} type-mismatch`
    if (says.challenge !== was.challenge) return `${at.challenge} challenge-mismatch`
    if (says.origin !== was.origin) return `${at.origin} origin-unexpected`
    const isFramed = says.crossOrigin === true && says.topOrigin === was.topOrigin
    if (says.topOrigin && !isFramed) return `${at.topOrigin} top-origin-unexpected`
    return bySignature(one)
  }
}

/** The bytes of names that may as well be missing, and of what nobody reads. */
function unreadText({ bytes }: Place): Set<number> {
  const text = Buffer.from(bytes).toString('latin1')
  const runs = [...text.matchAll(/(?<=")(crossOrigin|topOrigin|extraData)(?=":)|(?<="extraData":")[^"]*/g)]
  return new Set(runs.flatMap(({ index, 0: run }) => Array.from(run, (_, at) => index + at)))
}

/** Of the first 37 bytes: RP ID hash, flags, counter. */
function headAnswer(one: Case, was: number, free = bySignature(one)): Answer {
  const at = steps[one.kind]
  const malformed = `${at.parsed} authenticator-data-malformed`
  const invalid = `${at.backup} backup-state-invalid`
  const ofFlag: Record<number, string> = {
    1: `${at.userPresent} user-not-present`,
    4: one.requireUserVerification ? `${at.userVerified} user-not-verified` : free,
    8: was & 0x10 ? invalid : one.kind === 'registration' ? free : 'A19 backup-eligibility-changed',
    16: was & 0x08 ? free : invalid,
    64: malformed,
    128: malformed,
  }
  return (byte, mask) => {
    if (byte < 32) return `${at.rpId} rp-id-mismatch`
    return byte === 32 ? (ofFlag[mask] ?? free) : free
  }
}

/** fido-u2f signs RP ID hash, credential ID and key, and the client data. */
const isFree = ({ fmt }: Case) => fmt === 'none' || fmt === 'fido-u2f'

function attestedAnswer(one: Case, authData: Uint8Array, idLength: number): Answer {
  const free = isFree(one) ? 'accepted' : bySignature(one)
  const head = headAnswer(one, authData[32]!, free)
  const malformed = ['R13 authenticator-data-malformed', 'R13 credential-key-refused']
  return (at, mask, flipped) => {
    if (at < 37) return head(at, mask, flipped)
    if (at < 53) return free
    if (at < 55) return malformed
    if (at >= 55 + idLength)
      return [...malformed, 'R20 algorithm-not-offered', 'R22 attestation-statement-invalid']
    return one.fmt === 'none' ? 'R27 credential-id-mismatch' : bySignature(one)
  }
}

const of = (kind: Case['kind']) => w3c.flatMap((one) => (one.kind === kind ? [[one.name, one] as const] : []))
const timeout = 60_000

describe.skipIf(w3c.length === 0)(`one bit flipped in W3C’s registrations${vectorsNote}`, () => {
  it.each(of('registration'))('%s is accepted as it is', async (_, one) => {
    expect(await refusal(judge(one))).toBe('accepted')
  })

  it.each(of('registration'))('%s: client data', { timeout }, async (_, one) => {
    const place = whole(one, 'clientDataJSON')
    const accepted = await flip(one, place, clientDataAnswer(one))
    const unsigned = one.fmt === 'none' ? unreadText(place) : new Set()
    expect([...accepted].filter((at) => !unsigned.has(at))).toEqual([])
  })

  it.each(of('registration'))('%s: authenticator data', { timeout }, async (_, one) => {
    const { authData, authenticatorData } = objectOf(one)
    const { length } = authenticatorData.attestedCredentialData!.credentialId
    const accepted = await flip(one, within(one, authData), attestedAnswer(one, authData, length))
    // Flags, counter and AAGUID.
    const unsigned = isFree(one) ? { from: 32, to: 53 } : { from: 0, to: 0 }
    expect([...accepted].filter((at) => at < unsigned.from || at >= unsigned.to)).toEqual([])
  })

  const signed = of('registration').filter(([, { fmt }]) => fmt !== 'none' && fmt !== 'apple')

  it.each(signed)('%s: signature', { timeout }, async (_, one) => {
    const sig = objectOf(one).attStmt.get('sig') as Uint8Array
    await flip(one, within(one, sig), () => 'R22 attestation-statement-invalid')
  })
})

describe.skipIf(w3c.length === 0)(`one bit flipped in W3C’s authentications${vectorsNote}`, () => {
  it.each(of('authentication'))('%s is accepted as it is', async (_, one) => {
    expect(await refusal(judge(one))).toBe('accepted')
  })

  it.each(of('authentication'))('%s: client data', { timeout }, async (_, one) => {
    const accepted = await flip(one, whole(one, 'clientDataJSON'), clientDataAnswer(one))
    expect(accepted.size).toBe(0)
  })

  it.each(of('authentication'))('%s: authenticator data', { timeout }, async (_, one) => {
    const place = whole(one, 'authenticatorData')
    expect((await flip(one, place, headAnswer(one, place.bytes[32]!))).size).toBe(0)
  })

  it.each(of('authentication'))('%s: signature', { timeout }, async (_, one) => {
    await flip(one, whole(one, 'signature'), () => 'A21 signature-invalid')
  })
})
