/** The banner and warnings of a start. Pure. */
import { BlockList, isIP } from 'node:net'
import { type Shown, shown, shownLines } from '../apimachinery/text/shown.ts'
import type { FolderRisk } from '../server/files.ts'
import { shellWord } from '../teaching/hints/shell.ts'

interface BannerParts {
  /** version of csrlab */
  readonly version: string
  /** of the cluster, where it has one */
  readonly name?: string
  readonly url: string
  /** of plain HTTP; undefined: there is none */
  readonly insecureUrl: string | undefined
  /** subject of the root CA */
  readonly authority: string
  /** SHA-256 of the root CA's certificate, hexadecimal */
  readonly fingerprint: string
  /** where the whole state is; undefined: in memory */
  readonly dataDir: string | undefined
  /** the members of the etcd that keeps it; undefined: none does */
  readonly etcdServers?: readonly string[] | undefined
  readonly kubeconfig: string
  /** the context to choose first, where the kubeconfig has another one as current */
  readonly useContext: string | undefined
  /** file with the administrator's bearer token */
  readonly token: string | undefined
}

const placeOf = ({ dataDir, etcdServers }: BannerParts): string => {
  if (etcdServers !== undefined) return `etcd ${etcdServers.join(', ')}`
  return dataDir ?? 'in memory: gone when this process ends'
}

/** Address, CA, files and first commands, each ready to be copied. */
export const banner = (parts: BannerParts): Shown => {
  const { version, url, authority, fingerprint, kubeconfig, useContext, token } = parts
  const { name, insecureUrl } = parts
  return shownLines([
    `csrlab ${version} serves the Kubernetes certificates API at ${url}`,
    '',
    ...(name === undefined ? [] : [`  cluster      ${name}`]),
    `  root CA      ${authority}, SHA-256 fingerprint`,
    // without the colons it fits 80 columns
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
    '',
  ])
}

/** The link to the page, which is no secret for longer than it is good for. */
export const pageLine = (link: string): Shown =>
  shownLines([
    `The web page (this link works once, within a minute): ${link}`,
    'csrlab ui makes another link.',
    '',
  ])

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

const isLoopback = (host: string): boolean => {
  const family = isIP(host)
  if (family === 0) return host === 'localhost' || host.endsWith('.localhost')
  return LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

/** The warning for when other machines can reach the server; undefined on the loopback. */
export const hostWarning = (host: string): Shown | undefined =>
  isLoopback(host)
    ? undefined
    : shown(
        `warning: --host ${host} may let other machines reach this server; it is made for practice and tests, so do that only on a network you trust.`,
      )

/** The warning for when others may change the data folder; undefined when they may not. */
export const folderWarning = (dataDir: string, risk: FolderRisk | undefined): Shown | undefined => {
  const forbid = `forbid that with chmod 700 ${shellWord(dataDir)}`
  switch (risk) {
    case 'owned':
      return shown(
        `warning: ${dataDir} belongs to another user, who may replace files in it; choose a folder of your own with --data-dir.`,
      )
    case 'replace':
      return shown(`warning: other users may replace files in ${dataDir}; ${forbid}.`)
    case 'add':
      return shown(
        `warning: other users may put files into ${dataDir}; ${forbid}, or choose a folder of your own with --data-dir.`,
      )
    default:
      return undefined
  }
}
