import type { AsnType } from 'asn1js'
import { expectTypeOf } from 'vitest'
import { readWithAsn1js } from '../src/asn1js.ts'
import type { Certificate } from '../src/certificate.ts'
import { subjectAlternativeNames } from '../src/extensions/alternative-names.ts'
import { type PathOptions, validatePath } from '../src/validate-path.ts'
import type { X509Error } from '../src/x509-error.ts'

declare const certificate: Certificate
declare const options: PathOptions
declare const error: X509Error

// @ts-expect-error certificates are parsed first
validatePath([new Uint8Array()], options)
// @ts-expect-error the time to judge by is not a number
validatePath([certificate], { anchors: [certificate], now: 5 })
// @ts-expect-error there is no path without anchors
validatePath([certificate], { now: new Date() })
// @ts-expect-error a certificate is not changed
certificate.isCa = true
// @ts-expect-error the codes are a closed union
error.code === 'no such code'

expectTypeOf(readWithAsn1js(new Uint8Array())).toEqualTypeOf<AsnType>()
expectTypeOf(validatePath([certificate], options)).resolves.toHaveProperty('anchor')
for (const name of subjectAlternativeNames(certificate)) {
  if (name.form === 'directoryName')
    expectTypeOf(name.value.attribute).returns.toEqualTypeOf<readonly string[]>()
  if (name.form === 'dNSName') expectTypeOf(name.value).toBeString()
}
