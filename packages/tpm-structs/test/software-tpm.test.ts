/**
 * Structures that a TPM has just made, and what it says of those that are made here. The TPM is software; its tools
 * are not ours.
 */
import { generateKeyPairSync, verify } from 'node:crypto'
import { concat, decodeBase64url, decodeHex, decodePem, decodeUtf8, encodeHex, hash } from '@latchkey/octets'
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest'
import { computeName, computeNvName, computeQualifiedName } from '../src/names.ts'
import { parse, serialize } from '../src/parse.ts'
import { checkSignature } from '../src/protocol/attest-signature.ts'
import { verifyCreation } from '../src/protocol/creation.ts'
import { makeCredential } from '../src/protocol/credential.ts'
import { wrapForImport } from '../src/protocol/import.ts'
import { verifyQuote } from '../src/protocol/quote.ts'
import { fromSpki, toSpki } from '../src/spki.ts'
import type { TpmTypes } from '../src/structures.ts'
import { refusedAs } from './bytes.ts'
import { haveSoftwareTpm, SoftwareTpm, softwareTpmNote } from './software-tpm.ts'

/** By name: what an object is under, and how it is made. */
const objects: Readonly<Record<string, readonly [parent: string, order: string]>> = {
  'ek-rsa': ['endorsement', 'tpm2_createek -G rsa'],
  'ek-ecc': ['endorsement', 'tpm2_createek -G ecc'],
  'storage-rsa': ['owner', 'tpm2_createprimary -C owner -G rsa2048:aes128cfb -g sha256'],
  'storage-rsa-sha1': ['owner', 'tpm2_createprimary -C owner -G rsa2048:aes128cfb -g sha1'],
  'storage-p256': ['owner', 'tpm2_createprimary -C owner -G ecc256:aes128cfb -g sha256'],
  'storage-p384': ['owner', 'tpm2_createprimary -C owner -G ecc384:aes256cfb -g sha384'],
  'storage-p521': ['owner', 'tpm2_createprimary -C owner -G ecc521:aes256cfb -g sha512'],
  'ak-ecdsa': ['ek-rsa', 'tpm2_createak -C ek-rsa.ctx -G ecc -g sha256 -s ecdsa'],
  'ak-rsassa': ['ek-rsa', 'tpm2_createak -C ek-rsa.ctx -G rsa -g sha256 -s rsassa'],
  'ak-rsapss': ['ek-ecc', 'tpm2_createak -C ek-ecc.ctx -G rsa -g sha384 -s rsapss'],
  signing: ['storage-rsa', 'tpm2_create -G ecc256:ecdsa-sha256'],
  'signing-ecdaa': ['storage-rsa', 'tpm2_create -G ecc256:ecdaa4-sha256'],
  'signing-hmac': ['storage-p256', 'tpm2_create -G hmac'],
  'agreement-ecdh': ['storage-p384', 'tpm2_create -G ecc384:ecdh-sha384 -g sha384'],
  'encryption-oaep': ['storage-p256', 'tpm2_create -G rsa:oaep-sha256'],
  'encryption-aes': ['storage-p521', 'tpm2_create -G aes256ctr -g sha512'],
}
const names = Object.keys(objects)
const keys = names.filter((name) => !['signing-hmac', 'encryption-aes'].includes(name))
const storageKeys = names.filter((name) => name.startsWith('storage-'))
const attestationKeys = [
  ['ak-ecdsa', 'ecdsa', 'sha256'],
  ['ak-rsassa', 'rsassa', 'sha256'],
  ['ak-rsapss', 'rsapss', 'sha384'],
] as const

const hierarchies: Readonly<Record<string, Uint8Array>> = {
  owner: decodeHex('40000001'),
  endorsement: decodeHex('4000000b'),
}
const nonceHex = '00112233445566778899'
const nonce = decodeHex(nonceHex)
const none = new Uint8Array()
const refusesIntegrity = /\(0x[1-9A-F]DF\).*integrity check failed/

suite.skipIf(!haveSoftwareTpm)(`a software TPM${softwareTpmNote}`, () => {
  let tpm: SoftwareTpm

  beforeAll(async () => {
    tpm = await SoftwareTpm.start()
    for (const name of names) makeObject(tpm, name)
    for (const index of [0, 7]) {
      tpm.run(`tpm2_pcrextend ${index}:sha256=${encodeHex(hash('sha-256', Uint8Array.of(index)))}`)
    }
  }, 120_000)
  afterAll(() => tpm?.stop())

  const areaOf = (name: string) => tpm.read(`${name}.pub`).subarray(2)
  const hexOf = (file: string) => encodeHex(tpm.read(file))

  suite('makes objects', () => {
    it.each(names)('%s', (name) => {
      const area = areaOf(name)
      reread('TPM2B_PUBLIC', tpm.read(`${name}.pub`))
      reread('TPMT_PUBLIC', area)
      expect(encodeHex(computeName(area))).toBe(hexOf(`${name}.name`))
      const [parent] = objects[name]!
      const above = hierarchies[parent] ?? tpm.read(`${parent}.qname`)
      expect(encodeHex(computeQualifiedName(computeName(area), above))).toBe(hexOf(`${name}.qname`))
    })

    it.each(keys)('%s, the same key as SubjectPublicKeyInfo', (name) => {
      tpm.run(`tpm2_readpublic -c ${name}.ctx -f pem -o pem`)
      const [block] = decodePem(decodeUtf8(tpm.read('pem')))
      expect(encodeHex(toSpki(areaOf(name)))).toBe(encodeHex(block!.der))
    })

    it('an NV index', () => {
      tpm.run('tpm2_nvdefine 0x01500001 -C owner -s 32 -a ownerread|ownerwrite')
      const said = tpm.run('tpm2_nvreadpublic 0x01500001')
      const nvPublic = decodeHex('01500001 000b 00020002 0000 0020'.replaceAll(' ', ''))
      reread('TPMS_NV_PUBLIC', nvPublic)
      expect(said).toContain(`name: ${encodeHex(computeNvName(nvPublic))}\n`)
    })
  })

  suite('attests', () => {
    /** Has an attestation key sign, and reads what it signed. */
    async function attest(ak: string, order: string) {
      tpm.run(`${order} -f tss`)
      const made = { attest: tpm.read('attest'), signature: tpm.read('signature'), publicKey: areaOf(ak) }
      reread('TPMT_SIGNATURE', made.signature)
      await checkSignature(made.attest, made.signature, made.publicKey)
      return { ...made, value: reread('TPMS_ATTEST', made.attest) }
    }

    it.each(attestationKeys)('an object, by %s', async (ak, scheme, hashName) => {
      const how = `--scheme ${scheme} -g ${hashName} -o attest -s signature`
      const { value } = await attest(ak, `tpm2_certify -C ${ak}.ctx -c signing.ctx ${how}`)
      if (value.type !== 0x8017) throw new Error(`the TPM attests ${value.type}`)
      expect(encodeHex(value.attested.name)).toBe(encodeHex(computeName(areaOf('signing'))))
      expect(encodeHex(value.attested.qualifiedName)).toBe(hexOf('signing.qname'))
      expect(encodeHex(value.qualifiedSigner)).toBe(hexOf(`${ak}.qname`))
    })

    it.each(attestationKeys)('PCR values, by %s', async (ak, scheme, hashName) => {
      tpm.run('tpm2_pcrread sha256:0,1,7 -o values')
      const values = tpm.read('values')
      const pcrs = [0, 1, 7].map((index, at) => {
        return { bank: 'sha256', index, value: values.subarray(at * 32, at * 32 + 32) }
      })
      const how = `--scheme ${scheme} -g ${hashName} -m attest -s signature`
      const made = await attest(ak, `tpm2_quote -c ${ak}.ctx -l sha256:0,1,7 -q ${nonceHex} ${how}`)
      const input = { ...made, nonce, pcrs }
      const { attested } = await verifyQuote(input)
      expect(attested.pcrSelect).toEqual([{ hash: 0x0b, pcrSelect: Uint8Array.of(0b1000_0011, 0, 0) }])

      expect(await refusedAs(verifyQuote({ ...input, nonce: nonce.with(0, 1) }))).toBe('nonce-mismatch')
      for (const { index } of pcrs) {
        const others = pcrs.map((pcr) =>
          pcr.index === index ? { ...pcr, value: new Uint8Array(32).fill(9) } : pcr,
        )
        expect(await refusedAs(verifyQuote({ ...input, pcrs: others }))).toBe('digest-mismatch')
      }
      const otherKey = areaOf(ak === 'ak-rsassa' ? 'ak-rsapss' : 'ak-rsassa')
      expect(await refusedAs(verifyQuote({ ...input, publicKey: otherKey }))).toBe('signature-mismatch')
    })

    it('PCR values of two banks', async () => {
      const selection = 'sha1:7+sha256:7,0'
      tpm.run(`tpm2_pcrread ${selection} -o values`)
      const values = tpm.read('values')
      const pcrs = [
        { bank: 'sha256', index: 7, value: values.subarray(52) },
        { bank: 'sha256', index: 0, value: values.subarray(20, 52) },
        { bank: 'sha1', index: 7, value: values.subarray(0, 20) },
      ]
      const order = `tpm2_quote -c ak-ecdsa.ctx -l ${selection} -q ${nonceHex} -m attest -s signature`
      const { attested } = await verifyQuote({ ...(await attest('ak-ecdsa', order)), nonce, pcrs })
      expect(attested.pcrSelect.map((bank) => bank.hash)).toEqual([0x04, 0x0b])
    })

    it('the creation of an object', async () => {
      const creation = `-q ${nonceHex} --creation-data data -d digest -t ticket`
      tpm.run(`tpm2_create -C storage-rsa.ctx -u pub -r priv ${creation}`)
      tpm.run('tpm2_load -C storage-rsa.ctx -u pub -r priv -c created.ctx -n name')
      reread('TPM2B_CREATION_DATA', tpm.read('data'))
      reread('TPMT_TK_CREATION', tpm.read('ticket'))

      const of = '-c created.ctx -d digest -t ticket'
      const how = '-g sha256 -s ecdsa --attestation attest -o signature'
      const made = await attest('ak-ecdsa', `tpm2_certifycreation -C ak-ecdsa.ctx ${of} ${how}`)
      const input = { ...made, creationData: tpm.read('data').subarray(2), name: tpm.read('name') }
      const { creationData } = await verifyCreation(input)
      expect(encodeHex(creationData.outsideInfo)).toBe(nonceHex)
      expect(encodeHex(creationData.parentName)).toBe(hexOf('storage-rsa.name'))
      expect(encodeHex(creationData.parentQualifiedName)).toBe(hexOf('storage-rsa.qname'))

      const otherName = tpm.read('signing.name')
      expect(await refusedAs(verifyCreation({ ...input, name: otherName }))).toBe('digest-mismatch')
    })

    it('its time', async () => {
      const how = `-q ${nonceHex} --attestation attest -o signature`
      const { value } = await attest('ak-ecdsa', `tpm2_gettime -c ak-ecdsa.ctx ${how}`)
      if (value.type !== 0x8019) throw new Error(`the TPM attests ${value.type}`)
      expect(value.attested.time.clockInfo).toMatchObject({ resetCount: 1, restartCount: 0 })
      expect(encodeHex(value.extraData)).toBe(nonceHex)
    })
  })

  suite('activates a credential', () => {
    const secret = Uint8Array.from({ length: 20 }, (_, at) => at)

    /** Makes a credential, and has the TPM open it for `ak-ecdsa`: the secret, or what the TPM says. */
    async function activate(ek: string, objectName: Uint8Array): Promise<string> {
      const made = await makeCredential({ ekPublic: areaOf(ek), objectName, secret })
      const idObject = serialize('TPM2B_ID_OBJECT', made.credentialBlob)
      const encryptedSecret = serialize('TPM2B_ENCRYPTED_SECRET', made.encryptedSecret)
      tpm.write('credential', concat(decodeHex('badcc0de00000001'), idObject, encryptedSecret))
      const order = `tpm2_activatecredential -c ak-ecdsa.ctx -C ${ek}.ctx -i credential -o secret`
      const refusal = ek.startsWith('ek-') ? underPolicy(order) : tpm.refusal(order)
      return refusal ?? hexOf('secret')
    }

    /** The policy of an endorsement key is to know the password of its hierarchy. */
    function underPolicy(order: string): string | undefined {
      tpm.run('tpm2_startauthsession --policy-session -S session')
      tpm.run('tpm2_policysecret -S session -c endorsement')
      const refusal = tpm.refusal(`${order} -P session:session`)
      tpm.run('tpm2_flushcontext session')
      return refusal
    }

    it.each(['ek-rsa', 'ek-ecc', ...storageKeys])('to %s', async (ek) => {
      expect(await activate(ek, tpm.read('ak-ecdsa.name'))).toBe(encodeHex(secret))
      expect(await activate(ek, tpm.read('ak-rsassa.name'))).toMatch(refusesIntegrity)
    })
  })

  suite('imports', () => {
    const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
    const ec = (namedCurve: string) => () => generateKeyPairSync('ec', { namedCurve })
    const software = [
      { key: 'RSA', make: rsa, sensitiveType: 0x01, part: 'p', scheme: 'rsassa' },
      { key: 'P-256', make: ec('P-256'), sensitiveType: 0x23, part: 'd', scheme: 'ecdsa' },
      { key: 'P-384', make: ec('P-384'), sensitiveType: 0x23, part: 'd', scheme: 'ecdsa' },
    ] as const
    const cases = storageKeys.flatMap((parent) => software.map((one) => ({ ...one, parent })))

    it.each(cases)(
      'a software key, $key, under $parent',
      async ({ parent, make, sensitiveType, part, scheme }) => {
        const { publicKey, privateKey } = make()
        const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
        const area = fromSpki(spki, { nameAlg: 0x0b, objectAttributes: 0x00040040 })
        tpm.write('pub', serialize('TPM2B_PUBLIC', parse('TPMT_PUBLIC', area)))
        const secretPart = decodeBase64url(privateKey.export({ format: 'jwk' })[part]!)
        const value = { sensitiveType, authValue: none, seedValue: none, sensitive: secretPart }
        const sensitive = serialize('TPMT_SENSITIVE', value)
        const importAs = async (objectName: Uint8Array) => {
          const wrapped = await wrapForImport({ parentPublic: areaOf(parent), objectName, sensitive })
          tpm.write('duplicate', serialize('TPM2B_PRIVATE', wrapped.duplicate))
          tpm.write('seed', serialize('TPM2B_ENCRYPTED_SECRET', wrapped.inSymSeed))
          return tpm.refusal(`tpm2_import -C ${parent}.ctx -u pub -i duplicate -s seed -r priv`)
        }
        expect(await importAs(tpm.read('signing.name'))).toMatch(refusesIntegrity)
        expect(await importAs(computeName(area))).toBeUndefined()

        tpm.run(`tpm2_load -C ${parent}.ctx -u pub -r priv -c imported.ctx -n name`)
        expect(hexOf('name')).toBe(encodeHex(computeName(area)))
        tpm.write('message', nonce)
        tpm.run(`tpm2_sign -c imported.ctx -g sha256 -s ${scheme} -f plain -o signature message`)
        expect(verify('sha256', nonce, publicKey, tpm.read('signature'))).toBe(true)
      },
    )
  })
})

/** Makes an object, and under its name the files of its context, public area, name and qualified name. */
function makeObject(tpm: SoftwareTpm, name: string): void {
  const [parent, order] = objects[name]!
  if (order.startsWith('tpm2_create ')) {
    const files = `-C ${parent}.ctx -u ${name}.pub -r ${name}.priv`
    tpm.run(`${order} ${files}`)
    tpm.run(`tpm2_load ${files} -c ${name}.ctx`)
  } else tpm.run(`${order} -c ${name}.ctx`)
  tpm.run(`tpm2_readpublic -c ${name}.ctx -f tss -o ${name}.pub -n ${name}.name -q ${name}.qname`)
}

/** The value, once it is seen that it is written as it was read. */
function reread<T extends keyof TpmTypes>(type: T, bytes: Uint8Array): TpmTypes[T] {
  const value = parse(type, bytes)
  expect(encodeHex(serialize(type, value))).toBe(encodeHex(bytes))
  return value
}
