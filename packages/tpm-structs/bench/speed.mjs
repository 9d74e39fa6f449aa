/** Parsing with full validation, against the parsers that @simplewebauthn/server has for the two structures it reads. */
import { parse, parseAs } from '@latchkey/tpm-structs'
import { TPMS_ATTEST, TPMT_PUBLIC } from '@latchkey/tpm-structs/tables'
import { head, paired, row } from '../../../scripts/paired.mjs'

// Not among its exports.
const folder = new URL('./registration/verifications/tpm/', import.meta.resolve('@simplewebauthn/server'))
const { parseCertInfo } = await import(new URL('parseCertInfo.js', folder))
const { parsePubArea } = await import(new URL('parsePubArea.js', folder))

const hex = (text) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const noise = (length, seed) => Uint8Array.from({ length }, (_, at) => (at * 73 + seed * 151 + 1) & 255)
const join = (...parts) => new Uint8Array(Buffer.concat(parts))
const name = (seed) => join(hex('0022 000b'), noise(32, seed))

const certInfo = join(
  hex('ff544347 8017'),
  name(1),
  hex('0020'),
  noise(32, 2),
  hex('0000000000055db4 00000002 00000000 01 2019102300163636'),
  name(3),
  name(4),
)
const rsa = join(
  hex('0001 000b 00060472 0020'),
  noise(32, 5),
  hex('0010 0010 0800 00000000 0100'),
  noise(256, 6),
)
const ecc = join(
  hex('0023 000b 00060472 0020'),
  noise(32, 7),
  hex('0010 0010 0003 0010 0020'),
  noise(32, 8),
  hex('0020'),
  noise(32, 9),
)

console.log(`Node ${process.version}, ${process.arch}\n\n${head}`)
const anchor = '@simplewebauthn/server 14.0.3'
for (const [what, bar, ours, theirs] of [
  ['certInfo (TPMS_ATTEST)', 2, () => parseAs(TPMS_ATTEST, certInfo), () => parseCertInfo(certInfo)],
  ['the same by its name', 2, () => parse('TPMS_ATTEST', certInfo), () => parseCertInfo(certInfo)],
  ['pubArea, RSA (TPMT_PUBLIC)', 5, () => parseAs(TPMT_PUBLIC, rsa), () => parsePubArea(rsa)],
  ['pubArea, ECC (TPMT_PUBLIC)', 3, () => parseAs(TPMT_PUBLIC, ecc), () => parsePubArea(ecc)],
]) {
  console.log(row(what, anchor, await paired(ours, theirs), bar))
}
