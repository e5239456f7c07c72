import { closeSync, openSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { markOf } from '../../apiserver/client/kubeconfig.ts'
import { readIfThere } from '../../server/files.ts'
import { CLUSTER_NAME } from '../clusters/names.ts'
import { cannotWrite } from '../kit/index.ts'
import { isGone } from './admin-files.ts'
import { clusterEntries } from './merge.ts'

/** Tells whether all clusters of a kubeconfig are csrlab's and no longer exist. */
const isLeft = (text: string): boolean => {
  const marks = clusterEntries(text).map(markOf)
  return marks.length > 0 && marks.every((mark) => mark !== undefined && isGone(mark))
}

/** Returns false if the file exists. Throws CommandError. */
const claim = (path: string): boolean => {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cannotWrite(
      path,
      error,
      'make its folder writable, or choose another place with --kubeconfig',
    )
  }
}

/**
 * Creates `csrlab.kubeconfig` in the current folder, or `csrlab-NAME.kubeconfig` for a named
 * cluster. Replaces a file whose clusters no longer exist. If any other file has this name, returns
 * a path with the port, and creates nothing. Throws CommandError and FileError.
 */
export const claimMemoryKubeconfig = (name: string, port: number): string => {
  const stem = name === CLUSTER_NAME ? 'csrlab' : `csrlab-${name}`
  const path = resolve(`${stem}.kubeconfig`)
  if (claim(path)) return path
  if (isLeft(readIfThere(path) ?? '')) {
    rmSync(path, { force: true })
    if (claim(path)) return path
  }
  return resolve(`${stem}-${port}.kubeconfig`)
}
