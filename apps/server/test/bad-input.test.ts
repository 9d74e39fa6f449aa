import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServerUnderTest, startServer } from './server-under-test.ts'
import { createSoftwareAuthenticator } from './software-authenticator.ts'
import type { Reply } from './visitor.ts'

let server: ServerUnderTest
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const start = '/api/registration/start'
const send = (body: unknown, headers?: Record<string, string>, url = start) =>
  server.visitor().call('POST', url, body, headers)

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.headers['content-type']).toBe('application/problem+json')
  expect(reply.status).toBe(status)
  expect(reply.json).toMatchObject({ type: 'about:blank', title: expect.stringMatching(/./), status, code })
}

describe('a body', () => {
  it('that is as it should be is taken', async () => {
    expect((await send({ name: 'ada' })).status).toBe(200)
    expect((await send('{"name":"ada"}')).status).toBe(200)
  })

  it.each(['{"name":', '', 'name=ada', '{"name":"a"} {}', '{"__proto__":{},"name":"ada"}'])(
    'that is %j is malformed',
    async (body) => {
      expectProblem(await send(body), 400, 'malformed-json')
    },
  )

  it.each([
    ['[]', 'body'],
    ['null', 'body'],
    ['7', 'body'],
    ['{}', 'body'],
    ['{"name":7}', 'body/name'],
    ['{"name":["ada"]}', 'body/name'],
    ['{"name":"ada","displayName":null}', 'body/displayName'],
    ['{"name":"ada","admin":true}', 'body'],
  ])('that is %s does not have the form, at %s', async (body, at) => {
    const reply = await send(body)
    expectProblem(reply, 400, 'invalid-request')
    expect(reply.json).toMatchObject({ errors: [{ at, expected: expect.stringMatching(/^must /) }] })
  })

  it('has 64 KiB at most', async () => {
    const sized = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes - 11) })
    expect(sized(64 * 1024)).toHaveLength(64 * 1024)
    expectProblem(await send(sized(64 * 1024)), 400, 'invalid-request')
    expectProblem(await send(sized(64 * 1024 + 1)), 413, 'body-too-large')
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('is not taken as %s', async (type) => {
    expectProblem(await send('{"name":"ada"}', { 'content-type': type }), 415, 'unsupported-media-type')
  })

  it('may be left out where none is asked for', async () => {
    expectProblem(await send(undefined), 400, 'invalid-request')
    expect((await send(undefined, {}, '/api/sign-out')).status).toBe(204)
  })
})

describe('a finish', () => {
  it.each([
    {},
    { response: [1, 2], state: { a: 1 } },
    { state: 'x' },
    { state: 'x', response: {} },
    { state: 'x', response: 'x' },
    { state: '', response: createSoftwareAuthenticator() },
    { state: 'x', response: { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: 1 } } },
  ])('with %j does not have the form', async (body) => {
    for (const ceremony of ['registration', 'authentication']) {
      expectProblem(await send(body, {}, `/api/${ceremony}/finish`), 400, 'invalid-request')
    }
  })

  it('with a text that is no base64url cannot be read', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareSignIn(createSoftwareAuthenticator())
    const response = { ...body.response, response: { ...body.response.response, authenticatorData: '+/=' } }
    expectProblem(await visitor.finishSignIn({ ...body, response }), 400, 'malformed-response')
  })
})

describe('an address', () => {
  it.each(['/nothing', '/api', '/api/', '/api/no-such-thing', '/index.html', '/api/session/'])(
    '%s is unknown',
    async (url) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        expectProblem(await server.visitor().call(method, url), 404, 'not-found')
      }
    },
  )

  it.each(['/%', '/api/passkeys/%E0%A4%A', `/api/passkeys/${'a'.repeat(2000)}`])(
    '%s is unknown',
    async (url) => {
      expectProblem(await server.visitor().call('PATCH', url, { name: 'x' }), 404, 'not-found')
    },
  )

  it.each([
    ['GET', start, 'POST'],
    ['PUT', '/api/session', 'GET, HEAD'],
    ['POST', '/api/passkeys', 'GET, HEAD'],
    ['GET', '/api/passkeys/AAAA', 'PATCH, DELETE'],
    ['GET', '/api/account', 'DELETE'],
    ['POST', '/healthz', 'GET, HEAD'],
  ])('does not understand %s %s', async (method, url, allow) => {
    const reply = await server.visitor().call(method, url)
    expectProblem(reply, 405, 'method-not-allowed')
    expect(reply.headers.allow).toBe(allow)
  })
})

it('leaves nothing behind', async () => {
  await send({ name: 'x'.repeat(100) })
  await send({ name: 'ada', admin: true })
  const rows = await server.database.selectFrom('accounts').selectAll().execute()
  expect(rows).toEqual([])
})

it('says nothing of an unexpected error', async () => {
  const broken = await startServer()
  await broken.database.destroy()
  const reply = await broken.visitor().startRegistration('ada')
  expectProblem(reply, 500, 'internal')
  expect(Object.keys(reply.json as object).sort()).toEqual(['code', 'status', 'title', 'type'])
  expect(broken.log.join('')).toMatch(/"level":50.*"stack":"\s+at /)
  await broken.close()
})

describe('over HTTP', () => {
  const exchange = async (words: string) => {
    const { port } = server.app.server.address() as { port: number }
    return new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(words))
      socket.once('data', (data) => {
        resolve(String(data))
        socket.destroy()
      })
    })
  }
  beforeAll(async () => {
    await server.listen()
  })

  it('takes what is HTTP', async () => {
    expect(await exchange('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it.each(['nonsense\r\n\r\n', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`])(
    'answers what is none, %#',
    async (words) => {
      const answer = await exchange(words)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toMatch(/content-type: application\/problem\+json\r\n[\s\S]*"code":"invalid-request"/)
    },
  )

  it('answers a large body without reading it all', async () => {
    const length = 5_000_000
    const head = `POST ${start} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`
    const answer = await exchange(`${head}content-length: ${length}\r\n\r\n{`)
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"body-too-large"/)
  })
})
