import type { Format } from '../formats.ts'
import type { Hooks } from './hooks.ts'

/** A step of §7.1 or §7.2, and the code with which it must answer. */
export type Answer = { readonly step: string; readonly code: string }

export type FaultRow<Name extends string = string> = {
  readonly name: Name
  readonly ceremony: 'registration' | 'authentication'
  /** what is not as it should be, as a sentence's end: "The client data …" */
  readonly breaks: string
  readonly answer: Answer
  /** with which formats it goes; with all unless said */
  readonly formats?: readonly Format[]
  /** with which algorithms of the credential key it goes; with all unless said */
  readonly algorithms?: readonly number[]
  readonly hooks: Partial<Hooks>
}

type Only = Pick<FaultRow, 'formats' | 'algorithms'>

/** `R8 challenge-mismatch` */
type AnswerText = `${string} ${string}`

export function registration<Name extends string>(
  name: Name,
  breaks: string,
  answer: AnswerText,
  hooks: Partial<Hooks>,
  only: Only = {},
): FaultRow<Name> {
  return { name, ceremony: 'registration', breaks, answer: answerOf(answer), hooks, ...only }
}

export function authentication<Name extends string>(
  name: Name,
  breaks: string,
  answer: AnswerText,
  hooks: Partial<Hooks>,
  only: Only = {},
): FaultRow<Name> {
  return { name, ceremony: 'authentication', breaks, answer: answerOf(answer), hooks, ...only }
}

/** The same thing gone wrong in either ceremony, at a step of each. */
export function both<Name extends string>(
  name: Name,
  breaks: string,
  [inRegistration, inAuthentication]: readonly [AnswerText, AnswerText],
  hooks: Partial<Hooks>,
): readonly [FaultRow<`registration-${Name}`>, FaultRow<`authentication-${Name}`>] {
  return [
    registration(`registration-${name}`, breaks, inRegistration, hooks),
    authentication(`authentication-${name}`, breaks, inAuthentication, hooks),
  ]
}

function answerOf(text: AnswerText): Answer {
  const [step, code] = text.split(' ') as [string, string]
  return { step, code }
}
