import type { EtcdServers } from '../storage/etcd/connection.ts'
import { checkEtcdPems } from './etcd-certificates.ts'
import { OptionsError } from './options-error.ts'
import { checkedList } from './option-parsers.ts'

/** kube-apiserver's flags for etcd. */
export interface EtcdFlagOptions {
  /** `https://HOST:PORT` of each member; default: no etcd */
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
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username, password } = new URL(text)
  const isBare = pathname === '/' && `${search}${hash}${username}${password}` === ''
  return isBare && (protocol === 'http:' || protocol === 'https:')
}

export const etcdServers = checkedList(
  isServer,
  '; write addresses like https://10.0.0.1:2379,https://10.0.0.2:2379',
)

const pem = (text: string | undefined): Buffer | undefined =>
  text === undefined ? undefined : Buffer.from(text)

/** Returns undefined without servers. Throws OptionsError for contradictions. */
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
