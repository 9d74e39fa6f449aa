/**
 * A set of rules that leaves one encoding for each value.
 *
 * - `ctap2`: CTAP2 canonical form, as every authenticator sends it. Keys by type, length, bytes; no tags; at most 4
 *   levels of maps and arrays; the width of a float is left to its sender.
 * - `rfc8949`: core deterministic encoding. Keys bytewise; shortest floats, one NaN, preferred bignums.
 * - `rfc7049`: as `rfc8949`, with the older order of keys: length first, then bytewise.
 * - `dcbor`: draft-mcnally-deterministic-cbor-11. As `rfc8949`, and: floats that equal an integer are that integer, only
 *   false, true and null as simple values, integers not below −2⁶³, text in NFC.
 *
 * @see CTAP 2.2 §8 "Message Encoding"
 * @see RFC 8949 §4.2.1, §4.2.3
 */
export type Profile = 'ctap2' | 'rfc8949' | 'rfc7049' | 'dcbor'

/** Levels of maps, arrays and tags that no option can exceed. */
export const deepest = 128
