/** The files of a pod's volumes, in a folder of this machine. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KubeletError } from './kubelet.ts'
import type { Wanted } from './wanted.ts'

export interface Credentials {
  readonly keyPem: string
  readonly chainPem: string
}

interface Written {
  readonly path: string
  readonly holds: string
}

const write = (path: string, content: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { mode: 0o600 })
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new KubeletError(`cannot write ${path} (${code}); name another folder with --directory.`)
  }
}

/** Writes what the volume asks for, each file for its owner alone; says where. Throws KubeletError. */
export const writeFiles = (
  folder: string,
  { volume, projection }: Wanted,
  { keyPem, chainPem }: Credentials,
): Written[] => {
  const { credentialBundlePath, keyPath, certificateChainPath } = projection
  const files: [string | undefined, string, string][] = [
    [credentialBundlePath, 'key and chain', `${keyPem}${chainPem}`],
    [keyPath, 'key', keyPem],
    [certificateChainPath, 'chain', chainPem],
  ]
  return files.flatMap(([name, holds, content]) => {
    if (name === undefined || name === '') return []
    const path = join(folder, volume ?? '', name)
    write(path, content)
    return [{ path, holds }]
  })
}
