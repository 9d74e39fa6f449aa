import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApplication } from '../src/application.ts'
import { readConfiguration } from '../src/configuration.ts'
import { type ServerUnderTest, startServer } from './server-under-test.ts'
import { injecting, Visitor } from './visitor.ts'

let server: ServerUnderTest
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

it('says that it lives', async () => {
  const reply = await server.visitor().call('GET', '/healthz')
  expect(reply.status).toBe(200)
  expect(reply.json).toEqual({ status: 'ok' })
})

describe('the OpenAPI document', () => {
  it('names every route with its parameters', async () => {
    const { json } = await server.visitor().call('GET', '/openapi.json')
    const { openapi, paths } = json as { openapi: string; paths: Record<string, Record<string, unknown>> }
    expect(openapi).toBe('3.1.0')
    const calls = Object.entries(paths).flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
    )
    expect(calls.sort()).toEqual([
      'DELETE /api/account',
      'DELETE /api/passkeys/{id}',
      'GET /api/passkeys',
      'GET /api/session',
      'GET /healthz',
      'PATCH /api/passkeys/{id}',
      'POST /api/authentication/finish',
      'POST /api/authentication/start',
      'POST /api/registration/finish',
      'POST /api/registration/start',
      'POST /api/sign-out',
    ])
  })

  it('says how refusals look', async () => {
    const { json } = await server.visitor().call('GET', '/openapi.json')
    expect(json).toMatchObject({
      paths: {
        '/api/registration/start': {
          post: {
            requestBody: { content: { 'application/json': { schema: { required: ['name'] } } } },
            responses: { '4XX': { content: { 'application/problem+json': {} } } },
          },
        },
      },
    })
  })
})

describe('the page', () => {
  it('is served, its parts for ever, itself never from a cache', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-page-'))
    mkdirSync(path.join(folder, 'assets'))
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Latchkey</title>')
    writeFileSync(path.join(folder, 'assets', 'index-abc123.js'), 'export {}')
    const configuration = readConfiguration({ LATCHKEY_DATA: server.folder })
    const { database } = server
    const app = await createApplication({ configuration, database, page: folder, log: { write: () => {} } })
    const visitor = new Visitor(injecting(app), configuration.origin)

    const page = await visitor.call('GET', '/')
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.headers['cache-control']).toBe('no-cache')
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/)
    const script = await visitor.call('GET', '/assets/index-abc123.js')
    expect(script.status).toBe(200)
    expect(script.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    for (const url of ['/assets/none.js', '/assets/', '/../package.json', '/%2e%2e/package.json']) {
      expect((await visitor.call('GET', url)).json).toMatchObject({ code: 'not-found' })
    }
    await app.close()
    rmSync(folder, { recursive: true })
  })

  it('is missed in words where it was not built', async () => {
    const reply = await server.visitor().call('GET', '/')
    expect(reply.status).toBe(503)
    expect(reply.json).toMatchObject({ code: 'page-not-built' })
  })
})
