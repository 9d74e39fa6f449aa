/** Certificates and CRLs made by the system's OpenSSL, and its verdict on paths. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' })

/** Whether there is an OpenSSL to ask. */
export const haveOpenssl = version.status === 0
/** `3.0.19` */
export const opensslVersion = version.stdout?.match(/\d+\.\d+\.\d+/)?.[0] ?? '0.0.0'
export const opensslNote = haveOpenssl ? '' : ' (needs openssl)'

export function isAtLeast(found: string, wanted: string): boolean {
  return found.localeCompare(wanted, 'en', { numeric: true }) >= 0
}

export type CertificateOrder = {
  /** the issuer's name; its own makes it self-signed */
  by: string
  /** lines of an extension section */
  extensions: readonly string[]
  subject?: string
  /** YYYYMMDDHHMMSSZ */
  from?: string
  to?: string
  digest?: string
  /** whose key it has; by default one of its own */
  keyOf?: string
  /** `rsa:BITS` or the name of a curve, with `,explicit` for a curve by its parameters */
  key?: string
  serial?: string
}

export type CrlOrder = {
  by: string
  /** serial numbers in hexadecimal */
  revoked: readonly string[]
  from?: string
  to?: string
  /** lines of its extension section beside the authority key identifier */
  extensions?: readonly string[]
}

/** A folder in which certificates are made by name. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'x509-path-'))
  readonly #keyOf = new Map<string, string>()
  #serial = 0x1000

  constructor() {
    writeFileSync(this.#file('openssl.cnf'), this.#configuration())
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  issue(name: string, order: CertificateOrder): Uint8Array {
    const { by, extensions, subject = `/O=Latchkey/CN=${name}`, digest = 'sha256', keyOf = name } = order
    const { from = '20250101000000Z', to = '20450101000000Z', key = 'prime256v1' } = order
    const { serial = (this.#serial++).toString(16) } = order
    this.#makeKey(keyOf, key)
    this.#keyOf.set(name, keyOf)
    this.#run('req', '-new', '-key', `${keyOf}.key`, '-subj', subject, '-utf8', '-out', 'request')
    writeFileSync(this.#file('extensions'), `[all]\n${extensions.join('\n')}\n`)
    writeFileSync(this.#file('serial'), serial.length % 2 ? `0${serial}` : serial)
    writeFileSync(this.#file('index'), '')
    const issuer =
      by === name
        ? ['-selfsign', '-keyfile', `${keyOf}.key`]
        : ['-cert', `${by}.pem`, '-keyfile', `${this.#keyOf.get(by)}.key`]
    const dates = ['-startdate', from, '-enddate', to]
    this.#run(
      ...['ca', '-batch', '-notext', '-preserveDN', '-in', 'request', '-out', `${name}.pem`, '-md', digest],
      ...['-extfile', 'extensions', '-extensions', 'all', ...dates, ...issuer],
    )
    return this.#toDer('x509', name)
  }

  revoke(name: string, order: CrlOrder): Uint8Array {
    const { by, revoked, from = '20260101000000Z', to = '20270101000000Z', extensions = [] } = order
    const rows = revoked.map((serial) => `R\t450101000000Z\t251201000000Z\t${serial}\tunknown\t/CN=x\n`)
    writeFileSync(this.#file('index'), rows.join(''))
    writeFileSync(this.#file('crlnumber'), '01')
    writeFileSync(
      this.#file('openssl.cnf'),
      `${this.#configuration()}[crl]\n${['authorityKeyIdentifier=keyid:always', ...extensions].join('\n')}\n`,
    )
    this.#run(
      ...['ca', '-gencrl', '-cert', `${by}.pem`, '-keyfile', `${this.#keyOf.get(by)}.key`, '-md', 'sha256'],
      ...['-crl_lastupdate', from, '-crl_nextupdate', to, '-crlexts', 'crl', '-out', `${name}.pem`],
    )
    return this.#toDer('crl', name)
  }

  /** Puts a certificate there that was changed by hand. */
  put(name: string, der: Uint8Array): void {
    writeFileSync(this.#file(`${name}.pem`), pem('CERTIFICATE', der))
  }

  /** `openssl verify -x509_strict`: nothing where it accepts, else what it says. */
  verify(
    chain: readonly Uint8Array[],
    anchors: readonly Uint8Array[],
    now: Date,
    { partial = false, crls = [] as readonly Uint8Array[], allCrls = false } = {},
  ): string | undefined {
    const write = (file: string, label: string, list: readonly Uint8Array[]) =>
      writeFileSync(this.#file(file), list.map((der) => pem(label, der)).join('\n'))
    write('leaf.pem', 'CERTIFICATE', chain.slice(0, 1))
    write('untrusted', 'CERTIFICATE', chain.slice(1))
    write('trusted', 'CERTIFICATE', anchors)
    write('crls', 'X509 CRL', crls)
    const { status, stdout, stderr } = spawnSync(
      'openssl',
      [
        ...['verify', '-x509_strict', '-auth_level', '1', '-no-CApath', '-no-CAstore'],
        ...['-attime', `${Math.floor(now.getTime() / 1000)}`],
        ...(anchors.length > 0 ? ['-CAfile', 'trusted'] : ['-no-CAfile']),
        ...(partial ? ['-partial_chain'] : []),
        ...(chain.length > 1 ? ['-untrusted', 'untrusted'] : []),
        ...(crls.length > 0 ? [allCrls ? '-crl_check_all' : '-crl_check', '-CRLfile', 'crls'] : []),
        'leaf.pem',
      ],
      { cwd: this.#folder, encoding: 'utf8' },
    )
    return status === 0 ? undefined : (/error \d+.*/.exec(stderr + stdout)?.[0] ?? 'refused')
  }

  #makeKey(name: string, kind: string): void {
    const file = `${name}.key`
    if ([...this.#keyOf.values()].includes(name)) return
    const [what, explicit] = kind.split(',')
    if (what!.startsWith('rsa:')) this.#run('genrsa', '-out', file, what!.slice(4))
    else {
      const parameters = explicit ? ['-param_enc', 'explicit'] : []
      this.#run('ecparam', '-genkey', '-noout', '-name', what!, ...parameters, '-out', file)
    }
  }

  #toDer(kind: 'x509' | 'crl', name: string): Uint8Array {
    this.#run(kind, '-in', `${name}.pem`, '-outform', 'DER', '-out', 'der')
    return new Uint8Array(readFileSync(this.#file('der')))
  }

  #run(...args: string[]): void {
    const env = { ...process.env, OPENSSL_CONF: this.#file('openssl.cnf') }
    const { status, stderr } = spawnSync('openssl', args, { cwd: this.#folder, env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }

  #configuration(): string {
    const any = ['countryName', 'organizationName', 'organizationalUnitName', 'commonName', 'emailAddress']
    return [
      ...['[ca]', 'default_ca=this', '[this]', `new_certs_dir=${this.#folder}`, 'policy=any'],
      ...['database=index', 'serial=serial', 'crlnumber=crlnumber', 'default_md=sha256'],
      ...['default_days=1', 'default_crl_days=1', 'unique_subject=no', 'email_in_dn=yes'],
      ...['[any]', ...any.map((field) => `${field}=optional`)],
      ...['[req]', 'distinguished_name=empty', 'prompt=no', '[empty]', 'CN=x', ''],
    ].join('\n')
  }
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n')
}
