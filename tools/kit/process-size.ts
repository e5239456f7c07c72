/** Memory, open files and database of a server process, as reported by Linux and V8. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Size {
  /** memory after a garbage collection: V8's heap and external buffers, in bytes */
  readonly memory: number
  /** resident memory before the garbage collection, in bytes */
  readonly resident: number
  /** open file descriptors, including connections */
  readonly handles: number
  /** database and its write-ahead log, in bytes */
  readonly file: number
}

/** Code that the server loads first: on SIGUSR2, collects garbage and writes memory.json. */
const COLLECTOR = `
import { renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
process.on('SIGUSR2', () => {
  collect()
  collect()
  writeFileSync('memory.tmp', JSON.stringify(process.memoryUsage()))
  renameSync('memory.tmp', 'memory.json')
})
`

/** The environment for a server whose memory can be queried. */
export const COLLECTING = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(COLLECTOR)}`,
}

const fileSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Resident memory, in bytes. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024

/** Queries a server that was started with COLLECTING in the folder `cwd`. */
export const sizeOf = async (pid: number, cwd: string): Promise<Size> => {
  const resident = residentOf(pid)
  const answer = join(cwd, 'memory.json')
  rmSync(answer, { force: true })
  process.kill(pid, 'SIGUSR2')
  while (!existsSync(answer)) await sleep(5)
  const { heapUsed, external } = JSON.parse(readFileSync(answer, 'utf8'))
  return {
    memory: heapUsed + external,
    resident,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    file: ['csrlab.db', 'csrlab.db-wal'].reduce(
      (sum, name) => sum + fileSize(join(cwd, '.csrlab', name)),
      0,
    ),
  }
}

export const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`
