/**
 * Deep, rare structures by the npm package asn1js.
 *
 * @module
 */
import { type AsnType, fromBER } from 'asn1js'
import { readDer } from './read-der.ts'
import { X509Error } from './x509-error.ts'

export { X509Error, type X509ErrorCode } from './x509-error.ts'

/**
 * Reads DER into the objects of asn1js, which alone reads BER leniently and passes over what follows: here the bytes are
 * strict DER first, and asn1js has read all of them.
 *
 * @param der - one element and nothing after it
 * @returns an object of asn1js' classes
 * @throws {@link X509Error} as `readDer` does; `bad-value` for DER that asn1js does not read
 * @example
 * ```ts
 * import { readWithAsn1js } from '@latchkey/x509-path/asn1js'
 *
 * console.log(readWithAsn1js(new Uint8Array([0x02, 0x01, 0x05])).valueBlock.toString()) // 5
 * ```
 * @see X.690
 */
export function readWithAsn1js(der: Uint8Array): AsnType {
  readDer(der)
  const { offset, result } = fromBER(der)
  if (offset === der.length) return result
  throw new X509Error('bad-value', `asn1js does not read this: ${result.error || 'it stops too early'}`, {
    offset: 0,
  })
}
