import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { EtcdServers } from '../storage/etcd/connection.ts'
import { OptionsError } from './options-error.ts'

/** OpenSSL would accept a file without any certificate. */
const certificateOf = (flag: string, pem: Buffer): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new OptionsError(`${flag} has no certificate in PEM; name the right file.`)
  }
}

const keyOf = (pem: Buffer): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    const isLocked = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE'
    throw new OptionsError(
      isLocked
        ? '--etcd-keyfile is encrypted; give the key without a passphrase, in a file that nobody else can read.'
        : '--etcd-keyfile has no private key in PEM; name the right file.',
    )
  }
}

/** Throws OptionsError for an unreadable certificate or key, or a pair that does not match. */
export const checkEtcdPems = ({ ca, certificate, key }: Omit<EtcdServers, 'servers'>): void => {
  if (ca !== undefined) certificateOf('--etcd-cafile', ca)
  if (certificate === undefined || key === undefined) return
  if (!certificateOf('--etcd-certfile', certificate).checkPrivateKey(keyOf(key)))
    throw new OptionsError('--etcd-keyfile does not match the certificate in --etcd-certfile.')
}
