import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { base64 } from '../../apimachinery/text/base64.ts'
import { caCertHash } from '../../hosting/class/join.ts'

interface LabContext {
  readonly name: string
  readonly url: string
  readonly token: string
}

/**
 * Returns a kubeconfig with a context for each lab; the first is current. It has tokens, because
 * certificates would make it long. `caPem`: verifies all servers.
 */
export const learnerKubeconfig = (contexts: readonly LabContext[], caPem: string): string =>
  `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': contexts[0]?.name ?? '',
      clusters: contexts.map(({ name, url }) => ({
        name,
        cluster: { server: url, 'certificate-authority-data': base64(caPem) },
      })),
      contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
      users: contexts.map(({ name, token }) => ({ name, user: { token } })),
    },
    null,
    1,
  )}\n`

export const joinLine = (url: string, token: string, caPem: string): string =>
  `npx csrlab lab join ${url} --token ${token} --ca-cert-hash ${caCertHash(caPem)}`

/** Returns a command that writes the kubeconfig, for any shell with base64 and gunzip. */
export const kubeconfigLine = (kubeconfig: string): string =>
  `echo ${gzipSync(kubeconfig, { level: 9 }).toString('base64')} | base64 -d | gunzip > kubeconfig`

/** Reads the files of a folder, without subfolders, and the names of its links. */
export const filesOf = (
  folder: string,
): { readonly files: Record<string, string>; readonly links: string[] } => {
  const entries = readdirSync(folder, { withFileTypes: true })
  return {
    files: Object.fromEntries(
      entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]),
    ),
    links: entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name),
  }
}
