import { isIP } from 'node:net'
import type { Certificate } from '../../ca/certificate.ts'
import { shellWord } from '../hints/shell.ts'
import {
  ADDRESS_MEND,
  broken,
  addedCertificates,
  configCommand,
  credential,
  type KubeconfigFields,
  text,
  type KubeconfigWalk,
} from './kubeconfig-links.ts'
import type { Remedy } from './report.ts'

/** Private domains (RFC 6761, 6762, 8375, ICANN or custom): public CAs do not sign for them. */
const PRIVATE_NAME = /\.(?:local|localhost|internal|test|svc|lan|home\.arpa)$/

const mayBePublic = (server: string): boolean => {
  const [, host = ''] = /^https:\/\/([\w.-]+)(?::\d+)?(?:\/|$)/.exec(server) ?? []
  return isIP(host) === 0 && host.includes('.') && !PRIVATE_NAME.test(host)
}

const checkServer = (walk: KubeconfigWalk, name: string, server: string): void => {
  if (/^https?:\/\/[^/]+/.test(server)) return
  broken(
    walk,
    server === ''
      ? `the cluster ${name} has no server, so kubectl connects to localhost:8080.`
      : `the server of the cluster ${name} is ${server}, which is not an https:// address.`,
    { mend: ADDRESS_MEND },
  )
}

/** Checks a cluster; returns its CAs. */
export const checkCluster = (
  walk: KubeconfigWalk,
  name: string,
  cluster: KubeconfigFields,
): Certificate[] => {
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
      `the cluster ${name} has a CA and insecure-skip-tls-verify, and kubectl accepts only one of them.`,
      set('--insecure-skip-tls-verify=false'),
    )
  }
  if (!hasAuthority && !isInsecure && server.startsWith('https:') && !mayBePublic(server)) {
    broken(
      walk,
      `the cluster ${name} has no CA certificate, so kubectl does not trust its server.`,
      set('--certificate-authority=ca.crt --embed-certs=true'),
    )
  }
  return addedCertificates(
    walk,
    `${walk.source} [cluster ${name}, CA]`,
    credential(walk, name, cluster, 'certificate-authority'),
  )
}
