export { type Certificate, type ParseCertificateOptions, parseCertificate } from './certificate.ts'
export { type Crl, findRevoked, parseCrl, type RevokedCertificate } from './crl.ts'
export { type CertificateException, certificateExceptions } from './exceptions.ts'
export { subjectAlternativeNames } from './extensions/alternative-names.ts'
export {
  type AccessDescription,
  authorityInformationAccess,
} from './extensions/authority-information-access.ts'
export { crlDistributionPoints, type DistributionPoint } from './extensions/distribution-points.ts'
export type { Extension, Extensions } from './extensions/extension-list.ts'
export type { GeneralName, GeneralNameForm } from './extensions/general-name.ts'
export {
  type AuthorityKeyIdentifier,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
} from './extensions/key-identifiers.ts'
export { type NameConstraints, nameConstraints } from './extensions/name-constraints.ts'
export { certificatePolicies } from './extensions/policies.ts'
export type { ExtensionOptions } from './extensions/read-extension.ts'
export type { Name } from './name.ts'
export type { JsonWebKey } from './public-key.ts'
export type { RevocationStatus } from './revocation.ts'
export { type PathOptions, type ValidatedPath, validatePath } from './validate-path.ts'
export { X509Error, type X509ErrorCode } from './x509-error.ts'
