import { AuthenticatorError } from '../authenticator-error.ts'
import type { Format } from '../formats.ts'
import { androidFaults } from './android.ts'
import { attestationObjectFaults } from './attestation-object.ts'
import { authenticatorDataFaults } from './authenticator-data.ts'
import { certificateFaults } from './certificate.ts'
import { clientDataFaults } from './client-data.ts'
import { credentialKeyFaults } from './credential-key.ts'
import { formatFaults } from './formats.ts'
import { responseFaults } from './response.ts'
import type { FaultRow } from './row.ts'
import { signatureFaults } from './signature.ts'
import { statementFaults } from './statement.ts'
import { tpmFaults } from './tpm.ts'

const rows = /* @__PURE__ */ [
  ...responseFaults,
  ...clientDataFaults,
  ...attestationObjectFaults,
  ...authenticatorDataFaults,
  ...credentialKeyFaults,
  ...statementFaults,
  ...certificateFaults,
  ...tpmFaults,
  ...androidFaults,
  ...formatFaults,
  ...signatureFaults,
] as const

/** A thing that can be wrong with a response, by name. */
export type Fault = (typeof rows)[number]['name']

/** What a fault is: where it belongs, what it breaks, and what must answer. */
export type FaultInfo = {
  readonly name: Fault
  readonly ceremony: 'registration' | 'authentication'
  /** a sentence */
  readonly breaks: string
  /** a step of WebAuthn Level 3 §7.1 (R…) or §7.2 (A…), and the code of `rp-core` */
  readonly answer: { readonly step: string; readonly code: string }
  /** formats that it goes with; with all unless said */
  readonly formats?: readonly Format[]
  /** algorithms that it goes with, by COSE identifier; with all unless said */
  readonly algorithms?: readonly number[]
}

/**
 * All faults.
 *
 * @example
 * ```ts
 * import { faults } from '@latchkey/soft-authenticator'
 *
 * console.log(faults.find(({ name }) => name === 'registration-challenge-other')?.answer.step) // R8
 * ```
 */
export const faults: readonly FaultInfo[] = rows

/** The rows of those that are known, before it is clear what they must go with. */
export function hooksOf(names: readonly Fault[]): readonly FaultRow[] {
  return rows.filter(({ name }) => names.includes(name))
}

/**
 * The rows of faults that were asked for.
 *
 * @throws {@link AuthenticatorError} `unknown-fault`, `impossible-fault`
 */
export function faultRows(
  names: readonly Fault[],
  ceremony: FaultRow['ceremony'],
  format: Format,
  algorithm: number,
): readonly FaultRow[] {
  return names.map((name) => {
    const row: FaultRow | undefined = rows.find((one) => one.name === name)
    if (row === undefined) throw new AuthenticatorError('unknown-fault', `there is no fault ${String(name)}`)
    const why =
      row.ceremony !== ceremony
        ? `is of the other ceremony`
        : row.formats && !row.formats.includes(format)
          ? `does not go with ${format}`
          : row.algorithms && !row.algorithms.includes(algorithm)
            ? `does not go with algorithm ${algorithm}`
            : undefined
    if (why !== undefined) throw new AuthenticatorError('impossible-fault', `${name} ${why}`)
    return row
  })
}
