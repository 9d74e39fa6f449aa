/**
 * Named deviations, each off unless asked for.
 *
 * - `cbor-indefinite-lengths` (lenient): an attestation object may have indefinite lengths
 * - `cbor-canonical-only` (strict): its map keys must be in CTAP2 order; about one real object in ten has another
 */
export type AttestationOption = 'cbor-indefinite-lengths' | 'cbor-canonical-only'
