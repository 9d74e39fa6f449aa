import { describe, expect, it } from 'vitest'
import { createTrustPolicy, type TrustPolicyConfig } from '../src/trust-policy.ts'

describe('createTrustPolicy', () => {
  it('hands on what it is given, frozen', () => {
    const policy = createTrustPolicy({ require: 'self', anchors: { tpm: [] }, options: ['conformance'] })
    expect(policy).toEqual({ require: 'self', anchors: { tpm: [] }, options: ['conformance'] })
    expect(
      Object.isFrozen(policy) && Object.isFrozen(policy.anchors) && Object.isFrozen(policy.options),
    ).toBe(true)
    expect(createTrustPolicy({ require: 'none' })).toEqual({ require: 'none', options: [] })
  })

  it('keeps its own copy of the list of options and of anchors', () => {
    const options: TrustPolicyConfig['options'] & unknown[] = ['conformance']
    const anchors: Record<string, []> = { tpm: [] }
    const policy = createTrustPolicy({ require: 'none', options, anchors })
    options.length = 0
    anchors.packed = []
    expect(policy.options).toEqual(['conformance'])
    expect(policy.anchors).toEqual({ tpm: [] })
  })

  it.each([
    ['something else required', { require: 'direct' }, 'require is none of none,self,attested,metadata'],
    [
      'an option that does not exist',
      { require: 'none', options: ['tpm-vendors'] },
      'there is no option tpm-vendors',
    ],
    [
      'anchors that are no list',
      { require: 'none', anchors: { tpm: {} } },
      'the anchors of a format are a list',
    ],
    [
      'attestation, by nobody',
      { require: 'attested' },
      'attested is required, and nothing is given to judge it by',
    ],
    ['attestation, by no format', { require: 'attested', anchors: {} }, 'attested is required'],
    [
      'metadata that are not there',
      { require: 'metadata', anchors: { tpm: [] }, allow: [] },
      'metadata is required',
    ],
  ])('refuses %s', (_, config, message) => {
    const make = () => createTrustPolicy(config as unknown as TrustPolicyConfig)
    expect(make).toThrow(
      expect.objectContaining({ name: 'AttestationError', code: 'policy-malformed', fmt: '' }),
    )
    expect(make).toThrow(message)
  })

  it.each<TrustPolicyConfig>([
    { require: 'attested', anchors: { tpm: [] } },
    { require: 'attested', allow: [] },
    { require: 'attested', metadata: { find: () => undefined } },
    { require: 'metadata', metadata: { find: () => undefined } },
  ])('accepts %o', (config) => {
    expect(createTrustPolicy(config).require).toBe(config.require)
  })
})
