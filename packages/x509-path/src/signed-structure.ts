/**
 * What is signed, by what algorithm, and the signature: the frame of certificates and CRLs.
 *
 * @see RFC 5280 §4.1.1, §5.1.1
 */
import { readAlgorithm } from './algorithm-identifier.ts'
import { BIT_STRING, DerReader, SEQUENCE } from './der-reader.ts'
import type { Exceptions } from './exceptions.ts'
import { sameBytes } from './same-bytes.ts'
import { signatureAlgorithmName } from './signature-algorithms.ts'
import { X509Error } from './x509-error.ts'

/** Reads the frame, and by a function what is signed. The bytes are copied. */
export function readSigned<Content extends { readonly innerAlgorithm: Uint8Array }>(
  der: Uint8Array,
  exceptions: Exceptions | undefined,
  readContent: (reader: DerReader) => Content,
) {
  if (!(der instanceof Uint8Array)) throw new X509Error('wrong-type', 'DER is handed in as a Uint8Array')
  const reader = new DerReader(new Uint8Array(der), 0, der.length, exceptions)
  const end = reader.enter(SEQUENCE)
  const { at } = reader
  const tbsEnd = reader.enter(SEQUENCE)
  const content = readContent(reader)
  reader.leave(tbsEnd)
  const tbs = reader.since(at)
  const { at: algorithmStart } = reader
  const signatureAlgorithm = signatureAlgorithmName(readAlgorithm(reader))
  if (!sameBytes(content.innerAlgorithm, reader.since(algorithmStart))) {
    throw reader.fault('algorithm-disagreement', algorithmStart)
  }
  const signature = readSignature(reader)
  reader.leave(end)
  if (reader.more) throw reader.fault('trailing-bytes', reader.at)
  return { der: reader.bytes, tbs, content, signatureAlgorithm, signature }
}

/** The AlgorithmIdentifier inside of what is signed: it must be the one outside, byte by byte. */
export function readInnerAlgorithm(reader: DerReader): Uint8Array {
  const { at } = reader
  reader.content(SEQUENCE)
  return reader.since(at)
}

/** A signature is whole bytes. */
function readSignature(reader: DerReader): Uint8Array {
  reader.expect(BIT_STRING)
  if (reader.bytes[reader.at] !== 0 || reader.contentEnd === reader.at) {
    reader.meet('signature-unused-bits', 'bad-value')
  }
  reader.at++
  return reader.rest()
}
