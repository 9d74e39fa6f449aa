import { type Certificate, parseCertificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { certificateChain } from '../src/certificate-chain.ts'
import { certificatesOf } from '../src/roots/certificates-of.ts'
import { tpmVendorRoots } from '../src/roots/tpm-vendors.ts'
import { refusal } from './cases.ts'
import { withX5c } from './edit.ts'
import { judgeMade, make, now } from './made.ts'

const strangers = certificatesOf(tpmVendorRoots)
const flipped = (der: Uint8Array) => der.with(der.length - 1, der.at(-1)! ^ 1)

describe('certificates beside the path', () => {
  it('may be the root, in any place but the first', async () => {
    const made = await make('packed')
    const root = made.roots[0]!.der
    for (const edited of [
      withX5c(made, ([leaf, above]) => [leaf!, above!, root]),
      withX5c(made, ([leaf, above]) => [leaf!, root, above!]),
      withX5c(made, ([leaf, above]) => [leaf!, above!, above!, leaf!, root, root]),
    ]) {
      expect((await judgeMade(edited)).notes).toEqual(['x5c-with-root'])
      expect(await refusal(judgeMade(edited, { options: ['conformance'] }))).toBe(
        'certificate-refused @ x5c is a list of certificates',
      )
    }
    expect((await judgeMade(made)).notes).toEqual([])
    expect(await refusal(judgeMade(made, { options: ['conformance'] }))).toBe('accepted')
  })

  it('are damaged copies of nothing', async () => {
    const made = await make('packed')
    const root = made.roots[0]!.der
    const edited = withX5c(made, ([leaf, above]) => [leaf!, above!, flipped(root)])
    expect(await refusal(judgeMade(edited))).toBe('not-trusted @ trust')
    const twice = withX5c(made, ([leaf, above]) => [leaf!, above!, flipped(above!)])
    expect(await refusal(judgeMade(twice))).toBe('not-trusted @ trust')
  })

  it('may stand above an anchor that is no root', async () => {
    const made = await make('packed')
    const root = made.roots[0]!.der
    const edited = withX5c(made, ([leaf, above]) => [leaf!, above!, root])
    let above: Certificate | undefined
    withX5c(made, (x5c) => {
      above = parseCertificate(x5c[1]!)
      return x5c
    })
    const anchors = { packed: [above!] }
    expect(await judgeMade(edited, { anchors })).toMatchObject({ trusted: true })
    const stranger = withX5c(made, ([leaf, middle]) => [leaf!, middle!, strangers[0]!.der])
    expect(await refusal(judgeMade(stranger, { anchors }))).toBe('not-trusted @ trust')
  })

  it('are not strangers, however many', async () => {
    const made = await make('packed')
    const edited = withX5c(made, (x5c) => [...x5c, ...strangers.slice(0, 14).map(({ der }) => der)])
    expect(await refusal(judgeMade(edited))).toBe('not-trusted @ trust')
    const more = withX5c(edited, (x5c) => [...x5c, x5c[0]!])
    await expect(judgeMade(more)).rejects.toMatchObject({
      code: 'statement-malformed',
      message: 'there are 17 certificates, and 16 at most are judged',
      step: 'x5c is a list of certificates',
    })
    const sixteen = withX5c(made, (x5c) => [...x5c, ...new Array<Uint8Array>(14).fill(x5c[1]!)])
    expect(await judgeMade(sixteen)).toMatchObject({ trusted: true })
  })
})

describe('certificateChain', () => {
  it('leads to the anchor, or is not trusted', async () => {
    const made = await make('packed')
    const certificates: Certificate[] = []
    withX5c(made, (x5c) => {
      certificates.push(...x5c.map((der) => parseCertificate(der)))
      return x5c
    })
    const chain = certificateChain(certificates)
    expect(await chain.leadsTo(made.roots, { now })).toBe(made.roots[0])
    await expect(chain.leadsTo(strangers, { now })).rejects.toMatchObject({
      name: 'AttestationError',
      code: 'not-trusted',
      cause: { code: 'no-anchor' },
    })
    const late = new Date('2130-01-01T00:00:00Z')
    await expect(chain.leadsTo(made.roots, { now: late })).rejects.toMatchObject({
      cause: { code: 'expired' },
    })
    const undated = certificateChain(certificates, { dangerouslyIgnoreDates: true })
    expect(await undated.leadsTo(made.roots, { now: late })).toBe(made.roots[0])
    await expect(chain.leadsTo(undefined as never, { now })).rejects.toMatchObject({
      cause: { code: 'wrong-type' },
    })
  })
})
