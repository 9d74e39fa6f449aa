/** A format's procedure while it runs: which step it is at, and what it noticed. */
import { CoseError, type CoseKey, verifySignature } from '@latchkey/cose-keys'
import { concat } from '@latchkey/octets'
import { AttestationError, type AttestationErrorCode } from './attestation-error.ts'
import type { StatementInput, Step, VerifiedStatement } from './attestation-format.ts'
import type { AttestationOption } from './attestation-option.ts'

export class Procedure {
  readonly fmt: string
  /** what the statement is about: authenticator data and the hash of the client data */
  readonly signedData: Uint8Array
  /** the key being attested; an attestation object has one, else it would not have been parsed */
  readonly credentialKey: CoseKey
  readonly notes: string[] = []
  readonly #input: StatementInput
  readonly #steps: Step[] = []

  constructor(fmt: string, input: StatementInput) {
    this.fmt = fmt
    this.#input = input
    const { authData, authenticatorData } = input.attestationObject
    this.signedData = concat(authData, input.clientDataHash)
    this.credentialKey = authenticatorData.attestedCredentialData!.key
  }

  /** Whatever is refused from here on is refused at this step. */
  step(name: string): void {
    this.#steps.push({ name, verdict: 'passed' })
  }

  hasOption(option: AttestationOption): boolean {
    return this.#input.options.includes(option)
  }

  require(condition: boolean, code: AttestationErrorCode, message: string): asserts condition {
    if (!condition) throw this.refusal(code, message)
  }

  refusal(code: AttestationErrorCode, message: string, cause?: unknown): AttestationError {
    const step = this.#steps.at(-1)!.name
    return new AttestationError(code, message, { fmt: this.fmt, step, cause })
  }

  /** Runs something of another package: its error becomes a refusal. */
  attempt<Value>(
    errors: { is(value: unknown): value is Error },
    code: AttestationErrorCode,
    what: string,
    run: () => Value,
  ): Value {
    try {
      return run()
    } catch (cause) {
      if (!errors.is(cause)) throw cause
      throw this.refusal(code, `${what} is refused: ${cause.message}`, cause)
    }
  }

  /** The statement has these members and no others; those with a question mark may be missing. */
  members(...names: readonly string[]): void {
    const { attStmt } = this.#input.attestationObject
    for (const name of attStmt.keys()) {
      const isKnown = names.includes(name as string) || names.includes(`${name}?`)
      this.require(isKnown, 'statement-malformed', 'the statement has a superfluous member')
    }
    for (const name of names) {
      const isThere = name.endsWith('?') || attStmt.has(name)
      this.require(isThere, 'statement-malformed', `the statement has no ${name}`)
    }
  }

  bytes(name: string): Uint8Array {
    return this.#member(name, 'byte string', (value) => value instanceof Uint8Array)
  }

  text(name: string): string {
    return this.#member(name, 'text', (value) => typeof value === 'string')
  }

  integer(name: string): number {
    return this.#member(name, 'integer', (value) => typeof value === 'number')
  }

  list(name: string): readonly unknown[] {
    return this.#member(name, 'array', (value) => Array.isArray(value))
  }

  #member<Value>(name: string, type: string, isOfType: (value: unknown) => value is Value): Value {
    const value = this.#input.attestationObject.attStmt.get(name)
    if (isOfType(value)) return value
    throw this.refusal('statement-malformed', `${name} is no ${type}`)
  }

  /** Resolves where the key has signed. */
  async signature(
    key: CoseKey,
    signature: Uint8Array,
    data: Uint8Array,
    options: { signatureFormat?: 'der' | 'raw'; dangerouslyAllowRs1?: boolean } = {},
  ): Promise<void> {
    const { backends } = this.#input
    try {
      await verifySignature(key, signature, data, { ...options, ...(backends && { backends }) })
    } catch (cause) {
      if (!CoseError.is(cause)) throw cause
      const { code, message } = cause
      const kept = code === 'signature-malformed' || code === 'unsupported-on-this-runtime'
      throw this.refusal(kept ? code : 'signature-mismatch', `the signature is refused: ${message}`, cause)
    }
  }

  verified(
    statement: Omit<VerifiedStatement, 'steps' | 'notes' | 'details'> & { details?: unknown },
  ): VerifiedStatement {
    return { details: undefined, ...statement, steps: this.#steps, notes: this.notes }
  }
}
