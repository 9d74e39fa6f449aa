import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'

/** Where a Chromium is on this machine; undefined where there is none. */
const executablePath = [
  process.env.LATCHKEY_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))

/** Where everything is required, a missing browser is a failure and not a reason to skip. */
export const skipsBrowser = executablePath === undefined && process.env.LATCHKEY_REQUIRE_ALL !== '1'

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** What a device that was put away holds. */
export type Device = { readonly credentials: readonly DeviceCredential[] }

type DeviceCredential = {
  credentialId: string
  isResidentCredential: boolean
  rpId?: string
  privateKey: string
  userHandle?: string
  signCount: number
}

/** A person at a page of their own, with a device that holds passkeys. */
export class Person {
  readonly page: Page
  /** Errors of the page, and requests that left the machine. */
  readonly troubles: string[] = []
  readonly #context: BrowserContext
  readonly #devtools: CDPSession
  #device: string | undefined

  private constructor(context: BrowserContext, page: Page, devtools: CDPSession) {
    this.#context = context
    this.page = page
    this.#devtools = devtools
    page.on('pageerror', (error) => this.troubles.push(String(error)))
    page.on('console', (message) => {
      // A refusal of the server is part of what is tested here; Chromium reports its status as an error.
      const refusal = /status of 4\d\d/.test(message.text())
      if (message.type() === 'error' && !refusal) this.troubles.push(message.text())
    })
    context.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && hostname !== 'localhost')
        this.troubles.push(`request to ${hostname}`)
    })
  }

  static async at(browser: Browser, url: string): Promise<Person> {
    const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' })
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable', { enableUI: false })
    const person = new Person(context, page, devtools)
    await person.takeNewDevice()
    await page.goto(url)
    return person
  }

  async takeNewDevice(): Promise<void> {
    const { authenticatorId } = await this.#devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    this.#device = authenticatorId
  }

  /** Puts the device away and takes another, which holds no passkey. */
  async putAway(): Promise<Device> {
    const authenticatorId = this.#device!
    const { credentials } = await this.#devtools.send('WebAuthn.getCredentials', { authenticatorId })
    await this.#devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    await this.takeNewDevice()
    return { credentials }
  }

  /** Changes the device for one that was put away. */
  async takeBack({ credentials }: Device): Promise<void> {
    await this.putAway()
    for (const credential of credentials) {
      await this.#devtools.send('WebAuthn.addCredential', { authenticatorId: this.#device!, credential })
    }
  }

  /** Whether touch and PIN succeed from now on. */
  async canVerify(isUserVerified: boolean): Promise<void> {
    await this.#devtools.send('WebAuthn.setUserVerified', { authenticatorId: this.#device!, isUserVerified })
  }

  async leave(): Promise<void> {
    await this.#context.close()
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  async createPasskey(name: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await this.button('Create a passkey').click()
    await this.button('Sign out').waitFor()
  }

  async signOut(): Promise<void> {
    await this.button('Sign out').click()
    await this.button('Sign in').waitFor()
  }

  async signIn(): Promise<void> {
    await this.button('Sign in').click()
    await this.button('Sign out').waitFor()
  }

  /** Waits for a sentence that a screen reader speaks: politely as `status`, at once as `alert`. */
  async hears(role: 'status' | 'alert', words: RegExp): Promise<void> {
    await this.page.getByRole(role).filter({ hasText: words }).waitFor()
  }
}
