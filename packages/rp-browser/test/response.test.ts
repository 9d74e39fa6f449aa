import { describe, expect, it } from 'vitest'
import { responseJson } from '../src/response.ts'
import { created, createdJson, used, usedJson } from './fake-browser.ts'

const json = (credential: unknown) => responseJson(credential as PublicKeyCredential)

describe('responseJson', () => {
  it('converts a created credential by itself where the browser cannot', () => {
    expect(json(created)).toStrictEqual(createdJson)
  })

  it('converts a used credential by itself where the browser cannot', () => {
    expect(json(used)).toStrictEqual(usedJson)
  })

  it('keeps the user handle', () => {
    const userHandle = Uint8Array.of(9).buffer
    expect(json({ ...used, response: { ...used.response, userHandle } })).toStrictEqual({
      ...usedJson,
      response: { ...usedJson.response, userHandle: 'CQ' },
    })
  })

  it('says that no transports are known for a browser that does not tell', () => {
    const { clientDataJSON, attestationObject } = created.response
    expect(json({ ...created, response: { clientDataJSON, attestationObject } })).toMatchObject({
      response: { transports: [] },
    })
  })

  it('prefers toJSON of the browser', () => {
    const own = { id: 'own' }
    expect(json({ ...used, toJSON: () => own })).toBe(own)
  })

  it('gets by when toJSON throws', () => {
    const toJSON = () => {
      throw new TypeError('Illegal invocation')
    }
    expect(json({ ...used, toJSON })).toStrictEqual(usedJson)
  })
})
