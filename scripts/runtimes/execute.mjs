import { spawn } from 'node:child_process'

/** Runs a command to its end; resolves to what it wrote, or rejects with it. */
export function execute(file, args, { cwd, env = process.env, timeout = 300_000 } = {}) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32'
    const child = spawn(file, args, { cwd, env, shell, timeout, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${[file, ...args].join(' ')} ended with ${code ?? signal}:\n${output.trim()}`))
    })
  })
}
