import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { installCredentials } from '../src/navigator.ts'
import { createSoftAuthenticator } from '../src/soft-authenticator.ts'
import { challenge, creationOptions, origin, requestOptions, seed } from './responses.ts'

type Credential = {
  readonly id: string
  readonly rawId: ArrayBuffer
  readonly response: Record<string, ArrayBuffer> & {
    getPublicKeyAlgorithm(): number
    getTransports(): string[]
  }
  getClientExtensionResults(): object
  toJSON(): { id: string; response: Record<string, string> }
}
type Installed = {
  navigator: {
    credentials: Record<'create' | 'get', (options: object) => Promise<Credential>>
    language?: string
  }
  PublicKeyCredential: Record<
    'parseCreationOptionsFromJSON' | 'parseRequestOptionsFromJSON',
    (json: object) => object
  >
}

function install(preset: 'platform' | 'ctap1-key' = 'platform') {
  const client = { origin, userVerified: true }
  const page = { navigator: { language: 'de' } }
  const uninstall = installCredentials(createSoftAuthenticator({ preset, seed }), client, page)
  return { page: page as never as Installed, client, uninstall }
}

const bytes = (text: string) => decodeBase64url(text).buffer

describe('navigator.credentials', () => {
  it('makes the same of bytes as the authenticator makes of JSON', async () => {
    const { page } = install()
    const json = { ...creationOptions([-7]), extensions: { prf: { eval: { first: 'AAAA' } } } }
    const publicKey = page.PublicKeyCredential.parseCreationOptionsFromJSON(json)
    expect(publicKey).toMatchObject({ challenge: bytes(challenge), user: { id: bytes('AAAA') } })
    const credential = await page.navigator.credentials.create({ publicKey })
    const twin = await createSoftAuthenticator({ preset: 'platform', seed }).create(json, { origin })
    expect(credential.toJSON()).toEqual(twin)
    expect(credential.getClientExtensionResults()).toEqual(twin.clientExtensionResults)
    expect(encodeBase64url(new Uint8Array(credential.rawId))).toBe(twin.id)
    expect(credential.response.attestationObject).toEqual(bytes(twin.response.attestationObject))
    expect(credential.response.getPublicKeyAlgorithm()).toBe(-7)
    expect(credential.response.getTransports()).toEqual(['internal'])

    const request = page.PublicKeyCredential.parseRequestOptionsFromJSON({
      ...requestOptions,
      allowCredentials: [{ id: twin.id, type: 'public-key' }],
    })
    const assertion = await page.navigator.credentials.get({ publicKey: request })
    expect(assertion.id).toBe(twin.id)
    expect(assertion.response.signature).toEqual(bytes(assertion.toJSON().response.signature!))
  })

  it('refuses as a browser does, and a test can change the client between calls', async () => {
    const { page, client } = install()
    const publicKey = { ...creationOptions([-7]), authenticatorSelection: { userVerification: 'required' } }
    await expect(page.navigator.credentials.create({ publicKey })).resolves.toBeDefined()
    client.userVerified = false
    const refused = page.navigator.credentials.create({ publicKey })
    await expect(refused).rejects.toBeInstanceOf(DOMException)
    await expect(refused).rejects.toMatchObject({ name: 'NotAllowedError' })
  })

  it('is put beside what was there, and taken away again', () => {
    const { page, uninstall } = install()
    expect(page.navigator.language).toBe('de')
    uninstall()
    expect(page.navigator).toEqual({ language: 'de' })
    expect(page).not.toHaveProperty('PublicKeyCredential')
  })
})
