/**
 * Test data that lies beside the repository, not in it: in `../shared/vectors`, or where `LATCHKEY_VECTORS` says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = process.env.LATCHKEY_VECTORS ?? fileURLToPath(new URL('../../shared/vectors', import.meta.url))

/** Whether the data is there; tests that need it are skipped by that, under a name that says so. */
export const haveVectors = existsSync(folder)

/** Where it is, for tests that read other files than JSON. */
export const vectorsFolder = haveVectors ? folder : undefined

/** The words to add to the name of a suite that needs the data. */
export const vectorsNote = haveVectors
  ? ''
  : ' (skipped: no vectors beside the repository, nor in LATCHKEY_VECTORS)'

/** One file of the data as JSON, or nothing where there is no data. */
export function readVectors<Shape>(file: string): Shape | undefined {
  return haveVectors ? (JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Shape) : undefined
}

const checklists = `${folder}/../checklists`

/** The words to add to the name of a suite that needs one of the checklists, which lie beside the data. */
export const checklistsNote = existsSync(checklists) ? '' : ' (skipped: no checklists beside the vectors)'

/** One checklist in JSON, or nothing where there is none. */
export function readChecklist<Shape>(file: string): Shape | undefined {
  const path = `${checklists}/${file}`
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Shape) : undefined
}
