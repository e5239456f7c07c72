/** The banner and the warnings at startup. Pure. */
import { formatName } from '../ca/name.ts'
import type { FolderRisk } from '../server/files.ts'
import { shellWord } from '../teaching/hints/shell.ts'
import { CLUSTER_NAME } from './clusters/names.ts'
import type { OpenCluster } from './serve/open-cluster.ts'

export const bannerLines = (
  {
    server: {
      authority: { certificate, fingerprint },
    },
    serving: { name, url, insecureUrl, dataDir, kubeconfig, tokenFile },
    options: { etcd },
    useContext,
  }: OpenCluster,
  version: string,
): string[] => {
  const place = dataDir ?? 'in memory: gone when this process ends'
  return [
    `csrlab ${version} serves the Kubernetes certificates API at ${url}`,
    '',
    ...(name === CLUSTER_NAME ? [] : [`  cluster      ${name}`]),
    `  root CA      ${formatName(certificate.subject)}, SHA-256 fingerprint`,
    // without colons, the fingerprint fits 80 columns
    `               ${fingerprint.toUpperCase()}`,
    ...(insecureUrl === undefined ? [] : [`  plain HTTP   ${insecureUrl}`]),
    `  state        ${etcd === undefined ? place : `etcd ${etcd.servers.join(', ')}`}`,
    `  kubeconfig   ${kubeconfig}`,
    ...(dataDir === null ? [] : [`  token        ${tokenFile}`]),
    '',
    'In another terminal:',
    '',
    `  export KUBECONFIG=${shellWord(kubeconfig)}`,
    ...(useContext === undefined ? [] : [`  kubectl config use-context ${shellWord(useContext)}`]),
    '  kubectl auth whoami',
    '  kubectl get csr',
    '',
    'For practice and tests, not a CA for production. Ctrl-C stops the server.',
  ]
}

export const pageLines = (link: string): string[] => [
  `The web page (this link works once, within a minute): ${link}`,
  'csrlab ui prints a new link.',
]

const LOOPBACK = /^(127(\.\d+){3}|::1|(.+\.)?localhost)$/

export const hostWarning = (host: string): string | undefined =>
  LOOPBACK.test(host)
    ? undefined
    : `warning: --host ${host} may let other machines reach this server; csrlab is for practice and tests, so use a network you trust.`

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
