/** Starts csrlab as a process, as its users do, and measures it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url))

const PROBE = fileURLToPath(new URL('memory-probe.cjs', import.meta.url))

/** Node's options for the server, set for example with `BENCH_NODE_ARGS=--cpu-prof`. */
const NODE_ARGS = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean)

/** Milliseconds per tick in /proc, on common Linux systems. */
const TICK_MS = 10

export const newDataDir = () => mkdtempSync(join(tmpdir(), 'csrlab-bench-'))

export const removeDataDir = (dir) => rmSync(dir, { recursive: true, force: true })

/** Returns the text of a file below /proc/PID; undefined if it cannot be read. */
const processFile = (pid, name) => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

const residentMb = (pid) => {
  const found = /VmRSS:\s+(\d+)/.exec(processFile(pid, 'status') ?? '')
  return found === null ? undefined : Number(found[1]) / 1024
}

/**
 * Returns the processor time of all threads so far, user and system, in milliseconds; undefined if
 * it cannot be read.
 */
const cpuMs = (pid) => {
  // the second field is a name in parentheses; utime and stime are the 14th and 15th
  const fields = processFile(pid, 'stat')?.split(') ')[1]?.split(' ')
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/**
 * Returns the processor time of the current threads, in nanoseconds; undefined if it cannot be
 * read.
 */
const cpuNs = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce(
      (sum, task) => sum + Number(processFile(pid, `task/${task}/schedstat`)?.split(' ')[0] ?? 0),
      0,
    )
  } catch {
    return undefined
  }
}

const ready = (url, ca) =>
  new Promise((resolve) => {
    const request = https.get(`${url}/readyz`, { ca, agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200))
    })
    request.on('error', () => resolve(false))
  })

/**
 * Starts a server; once `/readyz` returns 200, resolves with `{url, pid, ca, cert, key, startMs,
 * residentMb(), cpuMs(), cpuNs(), stop()}`. `startMs` counts from the start of the process.
 * `program`: file of the CLI. With `probed`, `memory()` resolves with `process.memoryUsage()` after
 * a garbage collection.
 */
export const startServer = async (
  dataDir,
  args = [],
  program = CLI,
  nodeArgs = NODE_ARGS,
  probed = false,
) => {
  const begun = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...nodeArgs,
      ...(probed ? ['--expose-gc', '--require', PROBE] : []),
      program,
      '--port',
      '0',
      '--data-dir',
      dataDir,
      '--log-level',
      'error',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'inherit', ...(probed ? ['ipc'] : [])] },
  )
  const exited = new Promise((resolve) => child.on('exit', resolve))
  const url = await new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      const found = /https:\/\/[^\s]+/.exec(text)
      if (found !== null) resolve(found[0])
    })
    child.on('exit', (code) => reject(new Error(`csrlab ended with ${code} before it listened`)))
  })
  const file = (name) => readFileSync(join(dataDir, name))
  while (!(await ready(url, file('ca.crt')))) await new Promise((resolve) => setTimeout(resolve, 2))
  const startMs = performance.now() - begun
  return {
    url,
    pid: child.pid,
    ca: file('ca.crt'),
    cert: file('admin.crt'),
    key: file('admin.key'),
    startMs,
    residentMb: () => residentMb(child.pid),
    cpuMs: () => cpuMs(child.pid),
    cpuNs: () => cpuNs(child.pid),
    memory: async () => {
      child.send('memory')
      const [told] = await once(child, 'message')
      return told
    },
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Runs `work(server, dataDir)` with a new server, then stops it and removes its folder. */
export const withServer = async (work, args = []) => {
  const dir = newDataDir()
  const server = await startServer(dir, args)
  try {
    return await work(server, dir)
  } finally {
    await server.stop()
    removeDataDir(dir)
  }
}
