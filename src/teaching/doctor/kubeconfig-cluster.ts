/** The cluster of a kubeconfig: its address, and by which CA its certificate is to be taken. */
import { isIP } from 'node:net'
import type { Certificate } from '../../ca/certificate.ts'
import { shellWord } from '../hints/shell.ts'
import {
  ADDRESS_MEND,
  broken,
  certificatesIn,
  configCommand,
  credential,
  type Fields,
  text,
  type Walk,
} from './kubeconfig-links.ts'
import type { Remedy } from './report.ts'

/** Ends of names that no public CA vouches for (RFC 6761, RFC 6762, RFC 8375, ICANN's internal). */
const PRIVATE_NAME = /\.(?:local|localhost|internal|test|svc|lan|home\.arpa)$/

/** Whether a CA that machines know may have signed for the host of this address. */
const mayBePublic = (server: string): boolean => {
  // a name, with what may stand before and behind it
  const [, host = ''] = /^https:\/\/([\w.-]+)(?::\d+)?(?:\/|$)/.exec(server) ?? []
  return isIP(host) === 0 && host.includes('.') && !PRIVATE_NAME.test(host)
}

const checkServer = (walk: Walk, name: string, server: string): void => {
  if (/^https?:\/\/[^/]+/.test(server)) return
  broken(
    walk,
    server === ''
      ? `the cluster ${name} has no server, so kubectl asks localhost:8080.`
      : `the server of the cluster ${name} is ${server}, which is no https:// address.`,
    { mend: ADDRESS_MEND },
  )
}

/** Notes what keeps kubectl from speaking to the cluster. Returns its CAs. */
export const checkCluster = (walk: Walk, name: string, cluster: Fields): Certificate[] => {
  const server = text(cluster['server'])
  checkServer(walk, name, server)
  const isInsecure = cluster['insecure-skip-tls-verify'] === true
  const hasAuthority =
    text(cluster['certificate-authority']) + text(cluster['certificate-authority-data']) !== ''
  const set = (option: string): Remedy => ({
    command: configCommand(walk, `set-cluster ${shellWord(name)} ${option}`),
  })
  if (isInsecure && hasAuthority) {
    broken(
      walk,
      `the cluster ${name} has a CA and insecure-skip-tls-verify, and kubectl takes no two of them.`,
      set('--insecure-skip-tls-verify=false'),
    )
  }
  if (!hasAuthority && !isInsecure && server.startsWith('https:') && !mayBePublic(server)) {
    broken(
      walk,
      `the cluster ${name} has no CA certificate, so kubectl trusts no certificate of its server.`,
      set('--certificate-authority=ca.crt --embed-certs=true'),
    )
  }
  return certificatesIn(
    walk,
    `${walk.source} [cluster ${name}, CA]`,
    credential(walk, name, cluster, 'certificate-authority'),
  )
}
