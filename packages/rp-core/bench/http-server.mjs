/** A server that verifies one assertion a request, by one library or the other; it prints its port. */
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { verifyAuthentication } from '@latchkey/rp-core'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { ours, theirs } from './assertion.mjs'

const verify = {
  ours: (one) => verifyAuthentication(ours(one)),
  theirs: async (one) => {
    const { verified } = await verifyAuthenticationResponse(theirs(one))
    if (!verified) throw new Error('refused')
  },
}[process.argv[2]]

const server = createServer(async (request, reply) => {
  const { response, publicKey, challenge } = await json(request)
  const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'))
  try {
    await verify({ response, publicKey: bytes(publicKey), challenge: bytes(challenge) })
    reply.end('verified')
  } catch (error) {
    reply.end(String(error))
  }
})
server.listen(0, 'localhost', () => console.log(server.address().port))
