/**
 * Object identifiers in dotted form.
 *
 * @see X.690 §8.19
 */

/** From content that has been checked. Arcs beyond 2⁵³ come out as they are, by `bigint`. */
export function oidText(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = ''
  let arc = 0
  let long = 0n
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    if (arc < 2 ** 45) arc = arc * 128 + (byte & 0x7f)
    else long = (long || BigInt(arc)) * 128n + BigInt(byte & 0x7f)
    if (byte > 0x7f) continue
    if (text !== '') text += `.${long || arc}`
    else if (arc < 80) text = `${arc < 40 ? 0 : 1}.${arc % 40}`
    else text = `2.${(long || BigInt(arc)) - 80n}`
    arc = 0
    long = 0n
  }
  return text
}
