import { readdirSync, readFileSync } from 'node:fs'

/** Names and descriptions of the packages, as their package.json has them. */
export type PackageRow = { readonly name: string; readonly folder: string; readonly description: string }

declare const data: readonly PackageRow[]

export { data }

/** From the bytes up to the ceremonies; what is not named here stands at the end. */
const order = ['rp-core', 'rp-browser', 'attestation', 'cose-keys', 'cbor-canonical', 'octets']

export default {
  load(): PackageRow[] {
    const packages = new URL('../../../../packages/', import.meta.url)
    return readdirSync(packages)
      .map((folder) => {
        const text = readFileSync(new URL(`${folder}/package.json`, packages), 'utf8')
        const { name, description } = JSON.parse(text) as Omit<PackageRow, 'folder'>
        return { name, folder, description }
      })
      .sort((a, b) => rank(a.folder) - rank(b.folder))
  },
}

function rank(folder: string): number {
  const at = order.indexOf(folder)
  return at === -1 ? order.length : at
}
