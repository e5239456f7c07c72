import { bareUrlProtocol } from '../apimachinery/text/bare-url.ts'
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { EtcdServers } from '../storage/etcd/connection.ts'
import { OptionsError } from './options-error.ts'
import { checkedList } from './option-parsers.ts'

/** kube-apiserver's flags for etcd. */
export interface EtcdFlagOptions {
  /** URL of each member, such as `https://10.0.0.1:2379`; default: no etcd */
  readonly etcdServers?: readonly string[] | undefined
  /** prefix of all keys; default `/registry` */
  readonly etcdPrefix?: string
  /** CAs of etcd's servers, PEM; default: those that Node trusts */
  readonly etcdCa?: string | undefined
  /** client certificate, PEM */
  readonly etcdCertificate?: string | undefined
  readonly etcdKey?: string | undefined
}

export interface ValidEtcd extends EtcdServers {
  readonly prefix: string
}

const isServer = (text: string): boolean => {
  const protocol = bareUrlProtocol(text)
  return protocol === 'http:' || protocol === 'https:'
}

export const etcdServers = checkedList(
  isServer,
  '; write addresses like https://10.0.0.1:2379,https://10.0.0.2:2379',
)

const pem = (text: string | undefined): Buffer | undefined =>
  text === undefined ? undefined : Buffer.from(text)

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
const checkEtcdPems = ({ ca, certificate, key }: Omit<EtcdServers, 'servers'>): void => {
  if (ca !== undefined) certificateOf('--etcd-cafile', ca)
  if (certificate === undefined || key === undefined) return
  if (!certificateOf('--etcd-certfile', certificate).checkPrivateKey(keyOf(key)))
    throw new OptionsError('--etcd-keyfile does not match the certificate in --etcd-certfile.')
}

/** Returns undefined without servers. Throws OptionsError for contradictory or invalid options. */
export const etcdOf = (
  { etcdCa, etcdCertificate, etcdKey }: EtcdFlagOptions,
  servers: readonly string[],
  prefix: string,
  encryptionPassphrase: string | undefined,
): ValidEtcd | undefined => {
  if (servers.length === 0) {
    if (etcdCa === undefined && etcdCertificate === undefined && etcdKey === undefined)
      return undefined
    throw new OptionsError('certificates for etcd need --etcd-servers.')
  }
  if ((etcdCertificate === undefined) !== (etcdKey === undefined))
    throw new OptionsError('--etcd-certfile and --etcd-keyfile must be given together.')
  if (!/^\/*[^/]/.test(prefix))
    throw new OptionsError('--etcd-prefix must be a prefix such as /registry or /csrlab.')
  if (encryptionPassphrase === undefined)
    throw new OptionsError(
      '--etcd-servers needs --encryption-passphrase-file, the same for each replica: it encrypts the keys and tokens in etcd.',
    )
  const pems = { ca: pem(etcdCa), certificate: pem(etcdCertificate), key: pem(etcdKey) }
  checkEtcdPems(pems)
  return { servers, prefix, ...pems }
}
