import {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateFields,
  type Extension,
  keyUsage,
  subjectKeyIdentifier,
  writeCertificate,
  writeName,
} from './certificate.ts'
import type { Random } from './random.ts'
import { makeSigningKey, type SigningKey, spkiOf } from './signing-key.ts'

/** Who signs certificates: its key, and its name. */
export type Issuer = { readonly key: SigningKey; readonly name: Uint8Array }

/** A root that nobody trusts until he is told to, and one authority below it. */
export type Authority = {
  readonly root: Issuer & { readonly certificate: Uint8Array }
  readonly intermediate: Issuer & { readonly fields: CertificateFields }
}

const validity = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('2123-12-31T23:59:59Z') }

export function makeAuthority(random: Random): Authority {
  const root = makeIssuer('Root', random)
  const ownFields = { subject: root.name, extensions: [...authorityRights] }
  const certificate = writeCertificate(fieldsOf(root, root.key, random, ownFields), root.key)
  const intermediate = makeIssuer('Intermediate', random)
  const extensions = [...authorityRights, authorityKeyIdentifier(spkiOf(root.key))]
  const fields = fieldsOf(root, intermediate.key, random, { subject: intermediate.name, extensions })
  return { root: { ...root, certificate }, intermediate: { ...intermediate, fields } }
}

const authorityRights: readonly Extension[] = [basicConstraints(true), keyUsage(5, 6)]

/** What every certificate of a statement has that is no authority. */
export const leafRights: readonly Extension[] = [basicConstraints(false), keyUsage(0)]

/** What a certificate for a key holds; what is not given is as it is right. */
export function fieldsOf(
  issuer: Issuer,
  key: SigningKey,
  random: Random,
  fields: Partial<CertificateFields> & Pick<CertificateFields, 'subject' | 'extensions'>,
): CertificateFields {
  const publicKey = spkiOf(key)
  const serialNumber = random.bytes(16)
  serialNumber[0]! &= 0x7f
  serialNumber[0]! |= 0x40
  const extensions = [...fields.extensions, subjectKeyIdentifier(publicKey)]
  return { serialNumber, issuer: issuer.name, publicKey, ...validity, ...fields, extensions }
}

function makeIssuer(what: string, random: Random): Issuer {
  const name = writeName([
    ['CN', `Software Authenticator Test ${what}`],
    ['O', 'Never for production'],
    ['C', 'CH'],
  ])
  return { key: makeSigningKey(-7, random.fork(what)), name }
}
