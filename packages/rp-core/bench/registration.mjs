/**
 * Registrations that nobody has seen before, against @simplewebauthn/server: both verify the whole response, and both
 * judge the certificates of `packed` by the root.
 */
import { createTrustPolicy } from '@latchkey/attestation'
import { none, packed, packedSelf } from '@latchkey/attestation/formats'
import { decodeBase64url, encodePem } from '@latchkey/octets'
import { verifyRegistration } from '@latchkey/rp-core'
import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
import { parseCertificate } from '@latchkey/x509-path'
import { SettingsService, verifyRegistrationResponse } from '@simplewebauthn/server'
import { head, paired, row } from '../../../scripts/paired.mjs'

const rpId = 'example.org'
const origin = `https://${rpId}`
const challenge = 'AAECAwQFBgcICQoLDA0ODw'
const now = new Date()

/** By one authenticator, each with a credential of its own. */
async function registrations(format, algorithm, count) {
  const seed = new Uint8Array(32).fill(1)
  const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin', seed, format, algorithm })
  const responses = []
  for (let at = 0; at < count; at++) {
    const options = {
      rp: { id: rpId, name: 'Example' },
      user: { id: `AA${String(at).padStart(2, '0')}`, name: 'ada', displayName: 'Ada' },
      challenge,
      pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
      authenticatorSelection: { userVerification: 'required' },
      attestation: 'direct',
    }
    responses.push(JSON.parse(JSON.stringify(await authenticator.create(options, { origin }))))
  }
  return { responses, roots: authenticator.attestationRoots }
}

/** The next of a list, over and over. */
function inTurn(list) {
  let at = 0
  return () => list[at++ % list.length]
}

async function compare(what, format, algorithm, bar) {
  const { responses, roots } = await registrations(format, algorithm, 64)
  SettingsService.setRootCertificates({
    identifier: 'packed',
    certificates: roots.map((der) => encodePem('CERTIFICATE', der)),
  })
  const anchors = { packed: roots.map((der) => parseCertificate(der)) }
  const trust = createTrustPolicy(
    format === 'packed' ? { require: 'attested', anchors } : { require: 'none' },
  )
  const expected = {
    challenge: decodeBase64url(challenge),
    rpId,
    origins: [origin],
    userVerification: 'required',
    algorithms: [algorithm],
  }
  const [mine, theirs] = [inTurn(responses), inTurn(responses)]
  const ours = async () => {
    const input = {
      response: mine(),
      expected,
      attestation: { formats: [none, packedSelf, packed], trust },
      now,
    }
    const { attestation } = await verifyRegistration(input)
    if (attestation.trusted !== (format === 'packed')) throw new Error('not trusted')
  }
  const anchor = async () => {
    const { verified } = await verifyRegistrationResponse({
      response: theirs(),
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [algorithm],
    })
    if (!verified) throw new Error('not verified')
  }
  console.log(row(what, '@simplewebauthn/server 14.0.3', await paired(ours, anchor), bar))
}

console.log(head)
await compare('packed, x5c of two below a root', 'packed', -7, 8)
await compare('packed, self', 'packed-self', -7, 1.8)
await compare('none', 'none', -7, 1.2)
