/** Every named deviation. */
export const attestationOptions = [
  'fido-u2f-nonzero-aaguid',
  'android-key-empty-authorizations',
  'android-key-tee-only',
  'android-factory-chain-dates',
  'tpm-vendor-registry',
  'tpm-signature-as-tpmt',
  'refuse-rs1-attestation',
  'safetynet-any-integrity',
  'safetynet-any-age',
  'enterprise-serial-number',
  'cbor-indefinite-lengths',
  'cbor-canonical-only',
  'conformance',
] as const

/**
 * Named deviations, each off unless asked for.
 *
 * Lenient:
 * - `fido-u2f-nonzero-aaguid`: the AAGUID of a fido-u2f statement need not be zero (W3C's test vector)
 * - `android-key-empty-authorizations`: authorization lists may name neither origin nor purpose (W3C's test vector)
 * - `android-factory-chain-dates`: dates are not judged of chains that were put into a device when it was made, whose
 *   certificates nobody renews; those of remotely provisioned ones are
 * - `tpm-signature-as-tpmt`: `sig` may be a whole TPMT_SIGNATURE, as the text of §8.3 has it and no device
 * - `safetynet-any-integrity`: `ctsProfileMatch` may be false, as of a device with an unlocked boot loader
 * - `safetynet-any-age`: `timestampMs` is not judged; otherwise it is at most 60 seconds ago
 * - `enterprise-serial-number`: a packed certificate may name the serial number of the very device, as it does where
 *   enterprise attestation was asked for
 * - `cbor-indefinite-lengths`: an attestation object may have indefinite lengths
 *
 * Strict:
 * - `android-key-tee-only`: what the trusted environment enforces counts, and nothing else
 * - `tpm-vendor-registry`: the maker of a TPM must stand in the TCG's registry, which that of W3C's vector does not
 * - `refuse-rs1-attestation`: no SHA-1 in a TPM's signature, which TPMs of Windows Hello still make
 * - `cbor-canonical-only`: map keys must be in CTAP2 order; about one real object in ten has another
 * - `conformance`: what FIDO's conformance tool wants against the field: no root in `x5c`, which real devices send, a
 *   zero AAGUID in fido-u2f whatever else is said; and, the one leniency in it, credential keys of RS1
 */
export type AttestationOption = (typeof attestationOptions)[number]
