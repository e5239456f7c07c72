/** Which kubeconfig a cluster in memory has when nobody names one: a file here that no other one has. */
import { closeSync, openSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { readYamlIfSound } from '../../apimachinery/text/yaml/files.ts'
import { FileError, readIfThere } from '../../server/files.ts'
import { entries, isObject, type Mark, markOf } from '../../apiserver/client/kubeconfig.ts'
import { CLUSTER_NAME } from './names.ts'
import { isAlive } from './serving.ts'

/** The entries of the first versions say no process. */
const isOver = (mark: Mark | undefined): boolean =>
  mark !== undefined &&
  mark['data-dir'] === undefined &&
  (mark.pid === undefined || !isAlive(mark.pid))

/** Whether a kubeconfig was left by a cluster in memory whose process has ended. */
const isLeft = (text: string): boolean => {
  const config = readYamlIfSound(text)
  const clusters = entries(isObject(config) ? config['clusters'] : undefined)
  return clusters.length > 0 && clusters.every((entry) => isOver(markOf(entry)))
}

/** Makes an empty file that was not there. */
const claim = (path: string): boolean => {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new FileError(
      `Cannot write ${path} (${code}); make its folder writable, or choose another place with --kubeconfig.`,
      { cause: error },
    )
  }
}

/**
 * `csrlab.kubeconfig` here, or with the cluster's name; where that is another cluster's, one with the port. Takes the place of what a
 * process has left that was killed. Throws FileError.
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
