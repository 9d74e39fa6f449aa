/** A TPM that is software, by swtpm, and what tpm2-tools have it do. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Whether there is a TPM to ask. */
export const haveSoftwareTpm = ['swtpm', 'tpm2_getcap'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
)
export const softwareTpmNote = haveSoftwareTpm ? '' : ' (needs swtpm and tpm2-tools)'

/** One TPM with a state of its own, and the folder in which its tools read and write. */
export class SoftwareTpm {
  readonly #folder: string
  readonly #process: ChildProcess
  readonly #port: number

  /** Another process may take a port between the search and its use. */
  static async start(attempts = 3): Promise<SoftwareTpm> {
    const tpm = new SoftwareTpm(await findPorts())
    if (await tpm.#answers()) return tpm
    const log = new TextDecoder().decode(tpm.read('log'))
    await tpm.stop()
    if (attempts > 1) return SoftwareTpm.start(attempts - 1)
    throw new Error(`swtpm does not start: ${log}`)
  }

  private constructor(port: number) {
    this.#port = port
    this.#folder = mkdtempSync(join(tmpdir(), 'tpm-structs-'))
    mkdirSync(this.#file('state'))
    // A pipe of ours would keep the test run waiting for a TPM that outlives it.
    const log = openSync(this.#file('log'), 'w')
    this.#process = spawn(
      'swtpm',
      [
        ...['socket', '--tpm2', '--tpmstate', 'dir=state', '--flags', 'not-need-init,startup-clear'],
        ...['--server', `type=tcp,port=${port}`, '--ctrl', `type=tcp,port=${port + 1}`],
      ],
      { cwd: this.#folder, stdio: ['ignore', log, log] },
    )
    closeSync(log)
  }

  async stop(): Promise<void> {
    if (this.#isRunning()) {
      this.#process.kill('SIGKILL')
      await once(this.#process, 'exit')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Runs a tool, and returns what it prints. */
  run(order: string): string {
    const { stdout, refusal } = this.#run(order)
    if (refusal !== undefined) throw new Error(`${order}: ${refusal}`)
    return stdout
  }

  /** Runs a tool that the TPM may say no to: nothing where it does as it is told, else what it says. */
  refusal(order: string): string | undefined {
    return this.#run(order).refusal
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.#file(name)))
  }

  write(name: string, bytes: Uint8Array): void {
    writeFileSync(this.#file(name), bytes)
  }

  #run(order: string): { stdout: string; refusal: string | undefined } {
    const env = { ...process.env, TPM2TOOLS_TCTI: `swtpm:host=127.0.0.1,port=${this.#port}` }
    const ask = (line: string) => {
      const [program, ...args] = line.split(' ')
      return spawnSync(program!, args, { cwd: this.#folder, env, encoding: 'utf8' })
    }
    const { status, stdout, stderr } = ask(order)
    // There are three slots for objects, and no resource manager to empty them.
    ask('tpm2_flushcontext --transient-object')
    return { stdout, refusal: status === 0 ? undefined : stderr }
  }

  async #answers(): Promise<boolean> {
    for (let look = 0; look < 100; look++) {
      await setTimeout(50)
      // Where it could not have its port, another's TPM may answer there.
      if (!this.#isRunning()) return false
      if (this.refusal('tpm2_getcap properties-fixed') === undefined) return true
    }
    return false
  }

  #isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }
}

/** The tools look for the control channel at the port after the server's. */
async function findPorts(): Promise<number> {
  for (;;) {
    const first = await listen(0)
    const second = first && (await listen(first.port + 1))
    await Promise.all([first?.close(), second?.close()])
    if (first && second) return first.port
  }
}

async function listen(port: number): Promise<{ port: number; close: () => Promise<unknown> } | undefined> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return undefined
  }
  const address = server.address() as { port: number }
  return { port: address.port, close: () => once(server.close(), 'close') }
}
