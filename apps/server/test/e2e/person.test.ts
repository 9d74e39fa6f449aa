import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BuiltServer } from '../built-server.ts'
import { launchChromium, Person, skipsBrowser } from './chromium.ts'

describe.skipIf(skipsBrowser)('a person in Chromium', () => {
  let browser: Browser
  let server: BuiltServer
  let person: Person
  beforeAll(async () => {
    browser = await launchChromium()
    server = await BuiltServer.on()
    await server.start()
  })
  beforeEach(async () => {
    person = await Person.at(browser, server.origin)
  })
  afterEach(async () => {
    await person.leave()
    expect(person.troubles).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.drop()
  })

  const names = async (prefix: string) => {
    const buttons = await person.button(new RegExp(`^${prefix} `)).all()
    return Promise.all(
      buttons.map(async (button) => (await button.getAttribute('aria-label'))?.slice(prefix.length + 1)),
    )
  }

  it('creates a passkey, is signed in, and still is after a reload', async () => {
    await person.createPasskey('ada-creates')
    await person.page.getByRole('heading', { name: 'ada-creates' }).waitFor()
    expect(await names('Delete')).toEqual(['Passkey'])
    await person.page.reload()
    await person.button('Sign out').waitFor()
  })

  it('signs out, and in by the button with nothing typed', async () => {
    await person.createPasskey('ada-button')
    await person.signOut()
    await person.signIn()
    await person.page.getByRole('heading', { name: 'ada-button' }).waitFor()
  })

  it('signs in by what the field offers, with no button pressed', async () => {
    await person.createPasskey('ada-autofill')
    await person.signOut()
    // This device chooses by itself as soon as the page offers, here when the field is entered.
    const finished = person.page.waitForResponse(/\/api\/authentication\/finish$/)
    await person.page.getByRole('textbox', { name: 'Name', exact: true }).focus()
    expect((await finished).status()).toBe(200)
    await person.button('Sign out').waitFor()
    await person.page.getByRole('heading', { name: 'ada-autofill' }).waitFor()
  })

  it('signs in by what the field offers as soon as the page is there', async () => {
    await person.createPasskey('ada-arrives')
    await person.signOut()
    await person.page.reload()
    await person.button('Sign out').waitFor()
    await person.page.getByRole('heading', { name: 'ada-arrives' }).waitFor()
  })

  it('adds a second passkey, renames it, deletes the first, and is refused with that', async () => {
    await person.createPasskey('ada-second')
    const { page } = person
    const firstDevice = await person.putAway()
    await person.button('Add a passkey').click()
    await person.button('Delete Passkey 2').waitFor()
    expect(await names('Delete')).toEqual(['Passkey', 'Passkey 2'])

    await person.button('Rename Passkey 2').click()
    await page.getByRole('textbox').fill('New phone')
    await person.button('Save').click()
    await person.button('Rename New phone').waitFor()

    await person.button('Delete Passkey').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await person.button('Delete Passkey').waitFor({ state: 'detached' })
    expect(await names('Delete')).toEqual(['New phone'])

    await person.signOut()
    await person.signIn()
    await person.signOut()
    await person.takeBack(firstDevice)
    await person.button('Sign in').click()
    await person.hears('alert', /not accepted here/)
    expect(await person.button('Sign out').count()).toBe(0)
  })

  it('cannot delete the only passkey, but the account with it', async () => {
    await person.createPasskey('ada-leaves')
    const dialog = person.page.getByRole('dialog')
    await person.button('Delete Passkey').click()
    await dialog.getByRole('button', { name: 'Keep' }).click()
    expect(await names('Delete')).toEqual(['Passkey'])
    await person.button('Delete Passkey').click()
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await person.button('Sign in').waitFor()
    await person.button('Sign in').click()
    await person.hears('alert', /not accepted here/)
    await person.createPasskey('ada-leaves')
  })

  it('keeps passkey and session over a SIGKILL of the server', async () => {
    await person.createPasskey('ada-survives')
    await server.end('SIGKILL')
    await person.button('Rename Passkey').click()
    await person.page.getByRole('textbox').fill('Old phone')
    await person.button('Save').click()
    await person.hears('alert', /does not answer/)
    expect(person.troubles.splice(0)).toEqual([expect.stringMatching(/CONNECTION_REFUSED/)])
    await server.start()
    await person.page.reload()
    await person.button('Sign out').waitFor()
    expect(await names('Rename')).toEqual(['Passkey'])
    await person.signOut()
    await person.signIn()
  })

  it('cannot finish a sign-in on a device that does not recognise them', async () => {
    await person.createPasskey('ada-unverified')
    await person.signOut()
    await person.canVerify(false)
    await person.button('Sign in').click()
    await person.hears('status', /Cancelled/)
    await person.canVerify(true)
    await person.signIn()
  })

  it('is told when a name is missing or taken', async () => {
    await person.button('Create a passkey').click()
    await person.hears('alert', /Type a name first/)
    await person.createPasskey('ada-first')
    const other = await Person.at(browser, server.origin)
    await other.page.getByRole('textbox', { name: 'Name', exact: true }).fill('ADA-FIRST')
    await other.button('Create a passkey').click()
    await other.hears('alert', /taken/)
    await other.leave()
  })

  it('needs no mouse', async () => {
    const { page } = person
    await page.getByRole('textbox', { name: 'Name', exact: true }).focus()
    await page.keyboard.type('ada-keyboard')
    await page.keyboard.press('Enter')
    await person.button('Sign out').waitFor()
    await person.button('Delete Passkey').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await names('Delete')).toEqual(['Passkey'])
  })
})
