import base from '../../../vitest.config.ts'

const names = [
  ...['import', 'ledgers', 'privacy', 'steps', 'extensions', 'attacks', 'conformance', 'relying-party'],
  ...['safe-layer-attacks', 'verify-authentication-sync', 'stored-key'],
]

/** The tests of the specification layer, without those that ask the same of thousands of responses. */
export default { ...base, test: { ...base.test, include: names.map((name) => `test/${name}.test.ts`) } }
