/** Where an error happened: each structure it passes through adds the name of its field. */
import { TpmError } from './tpm-error.ts'

/** The same error, seen from further out. */
export function prefixed(error: unknown, name: string): unknown {
  if (!TpmError.is(error)) return error
  const { code, message, offset, path } = error
  const whole = path === '' || path.startsWith('[') ? name + path : `${name}.${path}`
  return new TpmError(code, message, offset, whole)
}

/** A union that its selector has no member of. The fault is the selector's, whose name the structure knows. */
export class UnknownSelector {
  readonly #message: string

  constructor(union: string, selector: number) {
    this.#message = `${union} has no member for 0x${selector.toString(16)}`
  }

  in(field: string, offset: number): TpmError {
    return new TpmError('unknown-selector', this.#message, offset, field)
  }
}
