import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'

/**
 * Serves the built page.
 *
 * @param folder - `index.html`, and below `assets` what it loads, each with a hash of its content in its name
 */
export async function registerPage(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(path.join(folder, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, () => {
      throw new Problem('page-not-built')
    })
    return
  }
  const assets = path.join(folder, 'assets') + path.sep
  await app.register(fastifyStatic, {
    root: folder,
    // One route a file: every other address stays unknown, and is answered as such.
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, file) => {
      const lasting = file.startsWith(assets)
      response.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
