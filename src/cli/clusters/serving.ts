/** What a running cluster says of itself in its folder, for the commands that look for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'

/** The description of a ready cluster, which `--json` prints. */
interface Serving {
  readonly name: string
  /** where clients find it */
  readonly url: string
  readonly port: number
  /** of plain HTTP; undefined: there is none */
  readonly insecureUrl?: string
  readonly kubeconfig: string
  /** the root CA's certificate */
  readonly caFile: string
  /** the administrator's bearer token */
  readonly tokenFile: string
  /** null: in memory */
  readonly dataDir: string | null
  /** null: it has ended */
  readonly pid: number | null
}

/** What is in the folder; `localUrl` is where this machine finds it. */
export interface ServingFile extends Serving {
  readonly localUrl: string
}

const pathIn = (folder: string): string => join(folder, 'server.json')

/** Throws FileError. */
export const writeServing = (folder: string, serving: ServingFile): void =>
  keepPrivateFile(pathIn(folder), `${JSON.stringify(serving)}\n`)

/** What the last cluster in a folder said of itself, whether it runs, has ended or was killed; undefined: there was none. */
export const readServing = (folder: string): ServingFile | undefined => {
  try {
    const text = readIfThere(pathIn(folder))
    return text === undefined ? undefined : (JSON.parse(text) as ServingFile)
  } catch {
    // below a file, or cut short: nobody has said anything
    return undefined
  }
}

/** Whether there is a process of this number that we may end. */
export const isAlive = (pid: number | null): boolean => {
  if (pid === null) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** How long a server of this machine may take to say its version. */
const PATIENCE_MS = 2000

/** Whether the cluster that said so still runs: a process of that number is there, and a server with its CA at that address. */
export const isServing = async ({ pid, localUrl, caFile }: ServingFile): Promise<boolean> => {
  if (!isAlive(pid)) return false
  const { ask } = await import('../../apiserver/client/connection.ts')
  try {
    const ca = readFileSync(caFile)
    const nobody = { certificate: undefined, key: undefined, token: undefined }
    const connection = { server: localUrl, ca, ...nobody, timeoutMs: PATIENCE_MS }
    return (await ask(connection, 'GET', '/version')).code === 200
  } catch {
    return false
  }
}

/** What the cluster in a folder says of itself, where it runs. */
export const servingIn = async (folder: string): Promise<ServingFile | undefined> => {
  const said = readServing(folder)
  return said !== undefined && (await isServing(said)) ? said : undefined
}
