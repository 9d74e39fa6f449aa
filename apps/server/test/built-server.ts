import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fetching, Visitor } from './visitor.ts'

const entry = path.resolve(import.meta.dirname, '../dist/main.js')

export type Ended = { code: number | null; output: string; errors: string }

/** The server as it is installed: the built entry in a process of its own, on a data folder that outlives it. */
export class BuiltServer {
  readonly data: string
  readonly origin: string
  readonly #environment: Record<string, string>
  #process: ChildProcess | undefined
  #ended: Promise<Ended> | undefined

  private constructor(port: number, data: string, environment: Record<string, string>) {
    this.origin = `http://localhost:${port}`
    this.data = data
    this.#environment = {
      PORT: String(port),
      LATCHKEY_DATA: data,
      LATCHKEY_RATE_LIMIT: 'off',
      ...environment,
    }
  }

  static async on(environment: Record<string, string> = {}): Promise<BuiltServer> {
    if (!existsSync(entry)) throw new NotBuilt()
    return new BuiltServer(await freePort(), mkdtempSync(path.join(tmpdir(), 'latchkey-built-')), environment)
  }

  visitor(): Visitor {
    return new Visitor(fetching(this.origin), this.origin)
  }

  /** @returns the line that it prints when it can be asked */
  async start(): Promise<string> {
    const ended = this.run()
    const child = this.#process!
    let output = ''
    const line = new Promise<string>((resolve) => {
      child.stdout!.on('data', (data) => {
        output += data
        const found = output.split('\n').find((text) => text.startsWith('Latchkey'))
        if (found !== undefined) resolve(found)
      })
    })
    const first = await Promise.race([line, ended])
    if (typeof first !== 'string') throw new ServerEnded(first)
    return first
  }

  /** Starts it where it is expected to end by itself. */
  run(): Promise<Ended> {
    const child = spawn(process.execPath, [entry], {
      env: { ...withoutSettings(process.env), ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const texts = { output: '', errors: '' }
    child.stdout.on('data', (data) => {
      texts.output += data
    })
    child.stderr.on('data', (data) => {
      texts.errors += data
    })
    this.#process = child
    this.#ended = once(child, 'close').then(([code]) => ({ code, ...texts }))
    return this.#ended
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Ended | undefined> {
    this.#process?.kill(signal)
    return await this.#ended
  }

  async drop(): Promise<void> {
    await this.end('SIGKILL')
    rmSync(this.data, { recursive: true, force: true })
  }
}

/** What this process was told is not meant for the servers that it starts. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(LATCHKEY_|PORT$|HOST$|DATABASE_URL$|NODE_OPTIONS$)/.test(name),
    ),
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

class NotBuilt extends Error {
  constructor() {
    super(`${entry} is missing: build the server first`)
  }
}

class ServerEnded extends Error {
  constructor({ code, output, errors }: Ended) {
    super(`the server ended with ${code}: ${errors}${output}`)
  }
}
