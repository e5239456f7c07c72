import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { caCertHash } from '../../hosting/class/join.ts'

export const joinLine = (url: string, token: string, caPem: string): string =>
  `npx csrlab lab join ${url} --token ${token} --ca-cert-hash ${caCertHash(caPem)}`

/** Returns a command that writes the kubeconfig in any shell with base64 and gunzip. */
export const kubeconfigLine = (kubeconfig: string): string =>
  `echo ${gzipSync(kubeconfig, { level: 9 }).toString('base64')} | base64 -d | gunzip > kubeconfig`

/** Reads the files of a folder, and the names of its links. */
export const filesOf = (folder: string) => {
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
