/** Starts csrlab as its users do, as a process of its own, and says when it is ready and what it weighs. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** For a profiler: `BENCH_NODE_ARGS=--cpu-prof`. */
const NODE_ARGS = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean)

/** A fresh folder for a cluster's data. */
export const newDataDir = () => mkdtempSync(join(tmpdir(), 'csrlab-bench-'))

export const removeDataDir = (dir) => rmSync(dir, { recursive: true, force: true })

/** Resident memory of a process in MB, as Linux counts it; undefined elsewhere. */
export const residentMb = (pid) => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
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
 * Resolves once `/readyz` answers 200: `{url, ca, cert, key, pid, startMs, stop}`. `startMs` counts from the start of the process.
 */
export const startServer = async (dataDir, args = []) => {
  const begun = performance.now()
  const child = spawn(
    process.execPath,
    [...NODE_ARGS, CLI, '--port', '0', '--data-dir', dataDir, '--log-level', 'error', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
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
    ca: file('ca.crt'),
    cert: file('admin.crt'),
    key: file('admin.key'),
    pid: child.pid,
    startMs,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
