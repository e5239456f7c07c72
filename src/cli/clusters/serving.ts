/** The file `server.json`, in which a cluster describes itself for other commands. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeJson, type Shown } from '../../apimachinery/text/shown.ts'
import { keepPrivateFile } from '../../server/files.ts'
import { readJson } from '../kit/index.ts'
import { DATABASE } from './location.ts'

export interface ServingFile {
  readonly name: string
  readonly url: string
  readonly port: number
  readonly insecureUrl?: string
  readonly kubeconfig: string
  readonly caFile: string
  /** with the administrator's token */
  readonly tokenFile: string
  readonly dataDir: string | null
  /** null: the cluster has ended */
  readonly pid: number | null
  /** not printed by `--json`, like the next field */
  readonly localUrl: string
  /** how long the server may keep serving after SIGTERM; absent in files of earlier versions */
  readonly leavingMs?: number
}

const pathIn = (folder: string): string => join(folder, 'server.json')

/** Throws FileError. */
export const writeServing = (folder: string, serving: ServingFile): void =>
  keepPrivateFile(pathIn(folder), `${JSON.stringify(serving)}\n`)

/** Reads the file of a cluster, running or not. */
export const readServing = (folder: string): ServingFile | undefined =>
  readJson(pathIn(folder)) as ServingFile | undefined

/** Tells whether a folder has files of a cluster; one in etcd has no database. */
export const holdsCluster = (folder: string): boolean =>
  existsSync(join(folder, DATABASE)) || readServing(folder) !== undefined

/** Tells whether a process exists and this user may signal it. */
export const isAlive = (pid: number | null): pid is number => {
  if (pid === null) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const PATIENCE_MS = 2000

/** Tells whether a server with the cluster's CA returns 200 for a path. */
export const answers = async (
  { localUrl: server, caFile }: ServingFile,
  path: '/version' | '/readyz',
): Promise<boolean> => {
  const { ask } = await import('../../apiserver/client/ask.ts')
  try {
    const ca = readFileSync(caFile)
    return (await ask({ server, ca, timeoutMs: PATIENCE_MS }, 'GET', path)).code === 200
  } catch {
    return false
  }
}

/** Returns undefined if the cluster does not run. */
export const servingIn = async (folder: string): Promise<ServingFile | undefined> => {
  const lastServing = readServing(folder)
  const isRunning =
    lastServing !== undefined &&
    isAlive(lastServing.pid) &&
    (await answers(lastServing, '/version'))
  return isRunning ? lastServing : undefined
}

export const servingJson = (serving: ServingFile): Shown =>
  escapeJson(`${JSON.stringify({ ...serving, localUrl: undefined, leavingMs: undefined })}\n`)
