/**
 * Deviations from RFC 5280 and X.690 that certificates in the field have. None of them changes what a certificate says;
 * each is refused unless a call names it.
 */

/** Every deviation that can be let pass. */
export const certificateExceptions = [
  'explicit-default',
  'boolean-value',
  'serial-number',
  'unsorted-name',
  'named-bits',
  'signature-unused-bits',
  'nonexistent-day',
  'authority-key-identifier',
] as const

/**
 * - `explicit-default`: CA:false, or that an extension is not critical, is written down (Chrome's virtual authenticator)
 * - `boolean-value`: TRUE is 01 instead of FF (a security key's root in FIDO's metadata)
 * - `serial-number`: zero or negative (roots in FIDO's metadata, Microsoft's TPM attestation CA)
 * - `unsorted-name`: attributes within one component of a name are not sorted (roots of TPM makers)
 * - `named-bits`: keyUsage has zeros at its end (roots of TPM makers)
 * - `signature-unused-bits`: the signature says that its last bits do not count (U2F keys of 2014)
 * - `nonexistent-day`: a 29th of February in a year that has none (a root that FIDO's tests use), read as the day after
 * - `authority-key-identifier`: that extension is not what it should be, and is passed over (authorities of tests). It is
 *   a hint, so this concerns {@link validatePath} alone
 */
export type CertificateException = (typeof certificateExceptions)[number]

/** Which deviations a call lets pass, and which of them it met. */
export class Exceptions {
  readonly #admitted: readonly string[]
  readonly met = new Set<CertificateException>()

  constructor(admitted: readonly string[] = []) {
    this.#admitted = admitted
  }

  admits(exception: CertificateException): boolean {
    const admitted = this.#admitted.includes(exception)
    if (admitted) this.met.add(exception)
    return admitted
  }
}
