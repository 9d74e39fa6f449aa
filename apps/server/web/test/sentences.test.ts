import { PasskeyError } from '@latchkey/rp-browser'
import { describe, expect, it } from 'vitest'
import { ApiProblem } from '../src/api.ts'
import { messageFor, problemSentences, sentences } from '../src/sentences.ts'

describe('messageFor', () => {
  it('has a sentence for each refusal of the server', () => {
    for (const [code, text] of Object.entries(problemSentences)) {
      expect(messageFor(new ApiProblem(code))).toEqual({ tone: 'problem', text })
      expect(text).toMatch(/^[A-Z].*\.$/)
    }
  })

  it.each(['of-a-later-version', 'constructor', ''])(
    'has one for a code that it does not know: "%s"',
    (code) => {
      expect(messageFor(new ApiProblem(code))?.text).toBe(problemSentences.internal)
    },
  )

  it('says what to do about a passkey that is refused', () => {
    expect(problemSentences['not-accepted']).toMatch(/not accepted.*deleted.*create a new one/i)
  })

  it('is calm about what the person cancelled', () => {
    const raw = new DOMException('', 'NotAllowedError')
    expect(messageFor(new PasskeyError('cancelled', raw))).toEqual({
      tone: 'quiet',
      text: sentences.cancelled,
    })
    expect(messageFor(raw)?.tone).toBe('quiet')
  })

  it('says nothing where another ceremony has taken over', () => {
    expect(messageFor(new PasskeyError('aborted'))).toBeUndefined()
  })

  it('passes on what the browser has to say', () => {
    const message = messageFor(new PasskeyError('already-registered'))
    expect(message).toMatchObject({ tone: 'problem' })
    expect(message?.text).toMatch(/already has a passkey/)
  })

  it('looks at why options could not be fetched', () => {
    const error = new PasskeyError('options-unavailable', new ApiProblem('rate-limited'))
    expect(messageFor(error)?.text).toBe(problemSentences['rate-limited'])
  })
})
