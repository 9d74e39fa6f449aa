/** What every runtime must do alike, against the published package; see CONTRIBUTING.md, "Portable cases". */
import { hash } from '@latchkey/octets'
import { createSoftAuthenticator, type faults, w3cTestVectors } from '@latchkey/soft-authenticator'
import { installCredentials } from '@latchkey/soft-authenticator/navigator'

const seed = new Uint8Array(32).fill(7)
const origin = 'https://example.org'
const formats = [
  'none',
  'packed-self',
  'packed',
  'tpm',
  'android-key',
  'fido-u2f',
  'apple',
  'compound',
] as const

const options = {
  rp: { id: 'example.org', name: 'Example' },
  user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
  challenge: 'AAECAwQFBgcICQoLDA0ODw',
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  authenticatorSelection: { residentKey: 'required' },
  attestation: 'direct',
}

const textHash = (value: unknown) => {
  const digest = hash('sha-256', new TextEncoder().encode(JSON.stringify(value)))
  return Array.from(digest.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function same(got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`got ${got}, wanted ${wanted}`)
}

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...formats.map((format) => ({
    name: `${format}: the same seed makes the same bytes`,
    async run() {
      const made = async () => {
        const authenticator = createSoftAuthenticator({
          preset: 'ctap2-key-with-pin',
          format,
          algorithm: -7,
          seed,
        })
        const registration = await authenticator.create(options, { origin })
        const authentication = await authenticator.get({ challenge: options.challenge }, { origin })
        return textHash([registration, authentication])
      }
      same(await made(), await made())
    },
  })),
  {
    name: 'the vectors of WebAuthn Level 3',
    run() {
      same(w3cTestVectors().length, 15)
      same(textHash(w3cTestVectors()), 'a508b29c')
    },
  },
  {
    name: 'stands behind navigator.credentials, and goes again',
    async run() {
      type Page = { navigator?: { userAgent?: string; credentials?: CredentialsOf } }
      type CredentialsOf = { create(options: object): Promise<{ id: string; toJSON(): object }> }
      const page = globalThis as Page
      const [before, agent] = [page.navigator?.credentials, page.navigator?.userAgent]
      const uninstall = installCredentials(createSoftAuthenticator({ seed }), { origin })
      const user = { ...options.user, id: new Uint8Array(3) }
      const publicKey = { ...options, user, challenge: new Uint8Array(16) }
      const made = await page.navigator!.credentials!.create({ publicKey })
      same(made.id, (await createSoftAuthenticator({ seed }).create(options, { origin })).id)
      same(page.navigator!.userAgent, agent)
      uninstall()
      same(page.navigator?.credentials, before)
    },
  },
  {
    name: 'a fault changes what is made',
    async run() {
      const made = (wrong: readonly (typeof faults)[number]['name'][]) =>
        createSoftAuthenticator({ seed }).create(options, { origin, faults: wrong })
      const right = textHash(await made([]))
      if (textHash(await made(['registration-origin-other'])) === right)
        throw new Error('nothing has changed')
      same(textHash(await made([])), right)
    },
  },
]
