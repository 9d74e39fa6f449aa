import type { Certificate } from '@latchkey/x509-path'

/** How the certificates came into the device: when it was made, or from Google's servers, again every few weeks. */
export type Provisioning = 'factory' | 'remote'

/** Of certificates that the servers give out: how many they gave the device. */
const provisioningInfo = '1.3.6.1.4.1.11129.2.1.30'

export function provisioningOf(x5c: readonly Pick<Certificate, 'subject' | 'extensions'>[]): Provisioning {
  return x5c.some(isRemote) ? 'remote' : 'factory'
}

function isRemote({ subject, extensions }: Pick<Certificate, 'subject' | 'extensions'>): boolean {
  const isOfGoogle = subject.attribute('2.5.4.10').includes('Google LLC')
  const isDroid = subject.attribute('2.5.4.3').some((name) => name.startsWith('Droid CA'))
  return extensions.has(provisioningInfo) || (isOfGoogle && isDroid)
}
