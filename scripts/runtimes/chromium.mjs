import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium } from 'playwright-core'
import { findChromium } from '../find-chromium.mjs'
import { browserProgram } from './bundles.mjs'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Runs the cases in a page of their own, on localhost, which browsers hold for a secure context; with a policy that does
 * not name 'wasm-unsafe-eval', no WebAssembly is compiled.
 */
export async function runInChromium({ folder, packages, judgeFile }, name, policy) {
  const { outfile, files } = await browserProgram(folder, packages, judgeFile, name)
  const pages = {
    '/': [
      'text/html',
      '<!doctype html><title>Portable cases</title><script type="module" src="/program.js"></script>',
    ],
    '/program.js': ['text/javascript', readFileSync(outfile)],
  }
  const server = await serve(pages, policy === undefined ? {} : { 'content-security-policy': policy })
  const browser = await chromium.launch({ executablePath: findChromium(), args: flags })
  try {
    const page = await browser.newPage()
    const broken = new Promise((_, reject) => page.on('pageerror', reject))
    await page.goto(`http://localhost:${server.address().port}/`)
    await Promise.race([page.waitForFunction(() => 'result' in globalThis), broken])
    return { ...(await page.evaluate(() => globalThis.result)), bundled: files }
  } finally {
    await browser.close()
    server.close()
  }
}

function serve(pages, headers) {
  const server = createServer((request, response) => {
    const [type, body] = pages[request.url] ?? []
    const status = type === undefined ? 404 : 200
    response.writeHead(status, { ...headers, 'content-type': type ?? 'text/plain' }).end(body)
  })
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)))
}
