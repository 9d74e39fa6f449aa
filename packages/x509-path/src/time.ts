/**
 * Times in certificates and CRLs.
 *
 * @see X.690 §11.7, §11.8; RFC 5280 §4.1.2.5
 */
import type { DerReader } from './der-reader.ts'

const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18

/** Reads a Time: UTCTime for the years 1950 to 2049, GeneralizedTime for those that UTCTime does not have. */
export function readTime(reader: DerReader): Date {
  const tag = reader.head()
  if (tag !== UTC_TIME && tag !== GENERALIZED_TIME) throw reader.unexpected()
  const time = checkTime(reader, tag)
  reader.at = reader.contentEnd
  return new Date(time)
}

/** Milliseconds of the time whose head was read last. */
export function checkTime(reader: DerReader, tag: number): number {
  const { bytes, contentEnd } = reader
  let at = reader.at
  /** Two digits of the year, and its other two. */
  let century = 0
  let year = 0
  const isLong = tag === GENERALIZED_TIME
  if (contentEnd - at !== (isLong ? 15 : 13)) throw reader.fault('bad-time')
  if (isLong) {
    century = twoDigits(bytes, at)
    at += 2
  }
  year = twoDigits(bytes, at)
  const month = twoDigits(bytes, at + 2)
  const day = twoDigits(bytes, at + 4)
  const hour = twoDigits(bytes, at + 6)
  const minute = twoDigits(bytes, at + 8)
  const second = twoDigits(bytes, at + 10)
  if (!isLong) century = year < 50 ? 20 : 19
  const full = century * 100 + year
  const time = Date.UTC(full, month - 1, day, hour, minute, second)
  const exists =
    century + year + month + day + hour + minute + second >= 0 &&
    month > 0 &&
    month < 13 &&
    day > 0 &&
    day < 32 &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    bytes[at + 12] === 0x5a
  if (!exists) throw reader.fault('bad-time')
  if (day > 28 && new Date(time).getUTCDate() !== day) {
    reader.meet('nonexistent-day', 'bad-time')
  }
  // Date.UTC takes years below 100 for those of the 20th century.
  return full < 100 ? new Date(time).setUTCFullYear(full) : time
}

/** NaN for what is not two digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48
  const ones = bytes[at + 1]! - 48
  return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? tens * 10 + ones : Number.NaN
}
