import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { kubeconfigOf } from '../../apiserver/client/kubeconfig.ts'
import { caCertHash } from '../../hosting/class/join.ts'

interface LabContext {
  readonly name: string
  readonly url: string
  readonly token: string
}

/**
 * Returns a kubeconfig with a context for each lab. It has tokens, because certificates would make
 * it too long for a letter.
 */
export const learnerKubeconfig = (contexts: readonly LabContext[], caPem: string): string => {
  const each = contexts.map(({ name, url, token }) =>
    kubeconfigOf({ name, server: url, caPem, user: name, context: name, credentials: { token } }),
  )
  const all = (part: 'clusters' | 'contexts' | 'users') => each.flatMap((one) => one[part])
  return `${JSON.stringify(
    { ...each[0], clusters: all('clusters'), contexts: all('contexts'), users: all('users') },
    null,
    1,
  )}\n`
}

export const joinLine = (url: string, token: string, caPem: string): string =>
  `npx csrlab lab join ${url} --token ${token} --ca-cert-hash ${caCertHash(caPem)}`

/** Returns a command that writes the kubeconfig in any shell with base64 and gunzip. */
export const kubeconfigLine = (kubeconfig: string): string =>
  `echo ${gzipSync(kubeconfig, { level: 9 }).toString('base64')} | base64 -d | gunzip > kubeconfig`

/** Reads the files of a folder, and the names of its links. */
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
