/**
 * What nobody picked, against OpenSSL: damaged certificates by node's parser (parse and signature), and random chains by
 * `openssl verify -x509_strict`. Nothing is accepted here that OpenSSL refuses, but for the reasons below, each of which
 * is met. A short run by default; `pnpm fuzz` makes 1,000,000 certificates and 20,000 chains.
 */
import { X509Certificate } from 'node:crypto'
import { decodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { type Certificate, parseCertificate } from '../src/certificate.ts'
import { authorityKeyIdentifier, subjectKeyIdentifier } from '../src/extensions/key-identifiers.ts'
import { sameBytes } from '../src/same-bytes.ts'
import { checkSignature } from '../src/signature-check.ts'
import { type ValidatedPath, validatePath } from '../src/validate-path.ts'
import { X509Error } from '../src/x509-error.ts'
import { haveOpenssl, opensslNote, Workshop } from './openssl.ts'
import { portableCertificates } from './portable-certificates.ts'
import { ChainMaker, randomness } from './random-chain.ts'

const certificateRuns = Number(process.env.LATCHKEY_FUZZ_CERTIFICATES ?? 20_000)
const chainRuns = Number(process.env.LATCHKEY_FUZZ_CHAINS ?? 2000)
const minutes = 60_000

it(`${certificateRuns} damaged certificates`, { timeout: 20 * minutes }, async () => {
  const random = randomness(1)
  const names = Object.keys(portableCertificates).filter((name) => !name.startsWith('crl'))
  const pool = names.map((name) => decodeBase64url(portableCertificates[name]!))
  const issuers = ['root', 'inter', 'inter-rsa'].map((name) => {
    const der = decodeBase64url(portableCertificates[name]!)
    return { ours: parseCertificate(der), node: new X509Certificate(der).publicKey }
  })
  const outcomes = { accepted: 0, refused: 0, signed: 0 }
  for (let run = 0; run < certificateRuns; run++) {
    const der = damaged(pool[Math.floor(random() * pool.length)]!, random)
    const ours = attempt(() => parseCertificate(der))
    if (ours === undefined) {
      outcomes.refused++
      continue
    }
    outcomes.accepted++
    const node = nodeCertificate(der)
    // MD5 has no name here and is not verified, whoever signed with it.
    const isKnown = !/^[\d.]+$/.test(ours.signatureAlgorithm)
    expect(node, `accepted here alone: ${encodeHex(der)}`).toBeDefined()
    for (const issuer of issuers) {
      const isSigned = await isSignedBy(ours, issuer.ours)
      expect(isSigned, `signature: ${encodeHex(der)}`).toBe(isKnown && nodeVerifies(node!, issuer.node))
      if (isSigned) outcomes.signed++
    }
  }
  // Each outcome is met, also in a short run.
  expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(certificateRuns / 10)
  expect(outcomes.signed).toBeGreaterThan(0)
})

/** One or two bytes changed, taken away or put in. */
function damaged(der: Uint8Array, random: () => number): Uint8Array {
  let changed = der
  for (let times = 1 + Math.floor(random() * 2); times > 0; times--) {
    const at = Math.floor(random() * changed.length)
    const byte = Math.floor(random() * 256)
    const kind = Math.floor(random() * 4)
    if (kind === 0) changed = changed.with(at, changed[at]! ^ (1 << (byte & 7)))
    else if (kind === 1) changed = changed.with(at, byte)
    else if (kind === 2) changed = Uint8Array.of(...changed.slice(0, at), ...changed.slice(at + 1))
    else changed = Uint8Array.of(...changed.slice(0, at), byte, ...changed.slice(at))
  }
  return changed
}

/** Nothing for what is refused with a typed error; any other error ends the test. */
function attempt<Value>(call: () => Value): Value | undefined {
  try {
    return call()
  } catch (error) {
    if (X509Error.is(error)) return undefined
    throw error
  }
}

async function isSignedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  try {
    await checkSignature(certificate, issuer, { dangerouslyAllowSha1: true })
    return true
  } catch (error) {
    if (X509Error.is(error)) return false
    throw error
  }
}

function nodeCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

function nodeVerifies(certificate: X509Certificate, key: X509Certificate['publicKey']): boolean {
  try {
    return certificate.verify(key)
  } catch {
    return false
  }
}

/** Why a path is good here and not for OpenSSL: what OpenSSL says, and what must be true of the path. */
const reasons: readonly {
  why: string
  says: RegExp
  holds(result: ValidatedPath, chain: readonly Certificate[]): boolean
}[] = [
  {
    why: 'an anchor need not be self-signed',
    says: /^error (2|20) /,
    holds: ({ anchor }) => !sameBytes(anchor.subject.der, anchor.issuer.der),
  },
  {
    why: 'key identifiers are hints: they may be missing, or name another key',
    says: /^error (20|2|85|86) /,
    holds: ({ path, anchor }) =>
      [...path, anchor].some((one, at, all) => !namesKeyOf(one, all[at + 1] ?? anchor)),
  },
  {
    why: 'an anchor is a CA for being an anchor, where it does not say that it is none',
    says: /^error 79 /,
    holds: ({ anchor }) => !anchor.extensions.has('2.5.29.19'),
  },
  {
    why: 'an issuer without keyUsage is not limited',
    says: /^error (81|92) /,
    holds: ({ path, anchor }) => [...path.slice(1), anchor].some(({ keyUsage }) => keyUsage === undefined),
  },
  {
    why: 'a leaf may have an empty subject, whatever its alternative names are',
    says: /^error (84|88) /,
    holds: ({ path }) => path[0]!.subject.der.length === 2,
  },
  {
    why: "the leaf's own key is not used here, and need not be a point of its curve",
    says: /^error 66 at 0 /,
    holds: ({ path }) => nodeKey(path[0]!) === undefined,
  },
  {
    // OpenSSL says what is wrong with the other one, which can be anything.
    why: 'of two issuers of one name, the second is tried, too',
    says: /^error /,
    holds: ({ path, anchor }, chain) =>
      [...path.slice(1), anchor].some(({ subject }) =>
        chain.some((one) => sameBytes(one.subject.der, subject.der) && !path.includes(one)),
      ),
  },
]

describe.skipIf(!haveOpenssl)(`random chains${opensslNote}`, () => {
  it(`${chainRuns} of them`, { timeout: 30 * minutes }, async () => {
    const workshop = new Workshop()
    const maker = new ChainMaker()
    const met = new Set<string>()
    const outcomes = new Map<string, number>()
    for (let seed = 0; seed < chainRuns; seed++) {
      const { chain, anchors, now, story } = maker.make(seed)
      const parsed = attempt(() => [chain, anchors].map((list) => list.map((der) => parseCertificate(der))))
      const result = parsed && (await good(parsed[0]!, parsed[1]!, now))
      outcomes.set(result ? 'accepted' : 'refused', (outcomes.get(result ? 'accepted' : 'refused') ?? 0) + 1)
      if (!result) continue
      const partial = story.includes('the last as anchor')
      const says = workshop.verify(chain, anchors, now, { partial })
      if (says === undefined) continue
      const reason = reasons.find((one) => one.says.test(says) && one.holds(result, parsed[0]!))
      expect(reason?.why, `chain ${seed} (${story.join(', ')}): ${says}`).toBeDefined()
      met.add(reason!.why)
    }
    workshop.close()
    expect([...met].sort()).toEqual(reasons.map(({ why }) => why).sort())
    for (const count of outcomes.values()) expect(count).toBeGreaterThan(chainRuns / 5)
  })
})

async function good(
  chain: Certificate[],
  anchors: Certificate[],
  now: Date,
): Promise<ValidatedPath | undefined> {
  try {
    return await validatePath(chain, { anchors, now })
  } catch (error) {
    if (X509Error.is(error)) return undefined
    throw error
  }
}

function namesKeyOf(certificate: Certificate, issuer: Certificate): boolean {
  const named = attempt(() => authorityKeyIdentifier(certificate))
  const own = attempt(() => subjectKeyIdentifier(issuer))
  if (named?.keyIdentifier === undefined || own === undefined) return false
  const isOther = named.authorityCertIssuer !== undefined || named.authorityCertSerialNumber !== undefined
  return !isOther && sameBytes(named.keyIdentifier, own)
}

function nodeKey({ der }: Certificate): unknown {
  try {
    return new X509Certificate(der).publicKey
  } catch {
    return undefined
  }
}
