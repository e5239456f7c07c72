/** The banner and the warnings at startup. Pure. */
import { BlockList, isIP } from 'node:net'
import type { FolderRisk } from '../server/files.ts'
import { shellWord } from '../teaching/hints/shell.ts'

interface BannerInput {
  readonly version: string
  readonly name?: string
  readonly url: string
  /** address of plain HTTP, if served */
  readonly insecureUrl: string | undefined
  readonly authority: string
  /** SHA-256 of the root CA's certificate, hexadecimal */
  readonly fingerprint: string
  /** undefined: in memory */
  readonly dataDir: string | undefined
  /** members of the etcd that stores the cluster, if any */
  readonly etcdServers?: readonly string[] | undefined
  readonly kubeconfig: string
  /** the context to switch to, if another one is current in the kubeconfig */
  readonly useContext: string | undefined
  readonly token: string | undefined
}

const placeOf = ({ dataDir, etcdServers }: BannerInput): string => {
  if (etcdServers !== undefined) return `etcd ${etcdServers.join(', ')}`
  return dataDir ?? 'in memory: gone when this process ends'
}

export const bannerLines = (parts: BannerInput): string[] => {
  const { version, url, authority, fingerprint, kubeconfig, useContext, token } = parts
  const { name, insecureUrl } = parts
  return [
    `csrlab ${version} serves the Kubernetes certificates API at ${url}`,
    '',
    ...(name === undefined ? [] : [`  cluster      ${name}`]),
    `  root CA      ${authority}, SHA-256 fingerprint`,
    // without colons, the fingerprint fits 80 columns
    `               ${fingerprint.toUpperCase()}`,
    ...(insecureUrl === undefined ? [] : [`  plain HTTP   ${insecureUrl}`]),
    `  state        ${placeOf(parts)}`,
    `  kubeconfig   ${kubeconfig}`,
    ...(token === undefined ? [] : [`  token        ${token}`]),
    '',
    'In another terminal:',
    '',
    `  export KUBECONFIG=${shellWord(kubeconfig)}`,
    ...(useContext === undefined ? [] : [`  kubectl config use-context ${shellWord(useContext)}`]),
    '  kubectl auth whoami',
    '  kubectl get csr',
    '',
    'For practice and tests, not a CA for production. Ctrl-C stops it.',
  ]
}

export const pageLines = (link: string): string[] => [
  `The web page (this link works once, within a minute): ${link}`,
  'csrlab ui prints a new link.',
]

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

const isLoopback = (host: string): boolean => {
  const family = isIP(host)
  if (family === 0) return host === 'localhost' || host.endsWith('.localhost')
  return LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

/** Returns a warning if other machines may reach the server. */
export const hostWarning = (host: string): string | undefined =>
  isLoopback(host)
    ? undefined
    : `warning: --host ${host} may let other machines reach this server; csrlab is for practice and tests, so use a network you trust.`

/** Returns a warning if other users can change the data folder. */
export const folderWarning = (
  dataDir: string,
  risk: FolderRisk | undefined,
): string | undefined => {
  const forbid = `prevent it with chmod 700 ${shellWord(dataDir)}`
  switch (risk) {
    case 'owned':
      return `warning: ${dataDir} belongs to another user, who may replace files in it; choose a folder of your own with --data-dir.`
    case 'replace':
      return `warning: other users may replace files in ${dataDir}; ${forbid}.`
    case 'add':
      return `warning: other users may put files into ${dataDir}; ${forbid}, or choose a folder of your own with --data-dir.`
    default:
      return undefined
  }
}
