import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BuiltServer } from '../built-server.ts'
import { launchChromium, Person, skipsBrowser } from './chromium.ts'

/** Colours that are still on their way to others are judged when they have arrived. */
const atRest = `new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)))
  .then(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)))
  .then(() => undefined)`

describe.skipIf(skipsBrowser)('axe-core in Chromium finds nothing to object to', () => {
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
    await person.button('Sign in').waitFor()
  })
  afterEach(async () => {
    await person.leave()
    expect(person.troubles).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.drop()
  })

  /** In light and in dark, on a wide screen and on a telephone. */
  async function expectNoViolation(): Promise<void> {
    const { page } = person
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const viewport of [
        { width: 1280, height: 800 },
        { width: 360, height: 740 },
      ]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize(viewport)
        await page.evaluate(atRest)
        await page.evaluate(axe.source)
        const found = (await page.evaluate(
          'axe.run(document, { resultTypes: ["violations"] })',
        )) as axe.AxeResults
        const violations = found.violations.map(({ id, nodes }) => ({
          id,
          at: nodes.map((node) => node.html),
        }))
        expect({ colorScheme, viewport, violations }).toEqual({ colorScheme, viewport, violations: [] })
        const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(wider).toBeLessThanOrEqual(0)
      }
    }
  }

  it('with the page on which nobody is signed in', async () => {
    await expectNoViolation()
  })

  it('with a name that is missing', async () => {
    await person.button('Create a passkey').click()
    await person.hears('alert', /Type a name first/)
    await expectNoViolation()
  })

  it('with a passkey that is refused', async () => {
    await person.createPasskey('axe-refused')
    await person.button('Delete Passkey').click()
    await person.page.getByRole('dialog').getByRole('button', { name: 'Delete my account' }).click()
    await person.hears('status', /account is gone/)
    await person.button('Sign in').click()
    await person.hears('alert', /not accepted here/)
    await expectNoViolation()
  })

  it('with the passkeys of a long name, one of them being renamed', async () => {
    await person.createPasskey('axe'.repeat(21))
    await expectNoViolation()
    await person.putAway()
    await person.button('Add a passkey').click()
    await person.button('Rename Passkey 2').click()
    await person.page.getByRole('textbox').waitFor()
    await expectNoViolation()
  })

  it('with the question whether to delete the only passkey', async () => {
    await person.createPasskey('axe-only')
    await person.button('Delete Passkey').click()
    await person.page.getByRole('dialog').waitFor()
    await expectNoViolation()
  })

  it('with the question whether to delete one of two', async () => {
    await person.createPasskey('axe-two')
    await person.putAway()
    await person.button('Add a passkey').click()
    await person.button('Delete Passkey 2').click()
    await person.page.getByRole('dialog').waitFor()
    await expectNoViolation()
  })
})
