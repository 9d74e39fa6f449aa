import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** The browser for tests: the file in `LATCHKEY_CHROMIUM`, or the first of the usual names on the path. */
export function findChromium({ LATCHKEY_CHROMIUM, PATH = '' } = process.env) {
  const folders = PATH.split(delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [LATCHKEY_CHROMIUM ?? '', ...candidates].find((file) => file !== '' && existsSync(file))
}
