#!/usr/bin/env node
/**
 * Starts of two or more versions in turns: node bench/starts-beside.mjs [--rounds N] [--node NODE] [--memory] FOLDER…
 *
 * FOLDER holds a built checkout. Each round starts every version in a new data folder and once more in the same one, from the start of
 * the process to the line that says where it serves, and looks at its memory a second later. One line for each version: medians of the
 * time that passed, of the processor time of all threads until then, and of resident memory. It needs Linux, which counts processor time
 * by the nanosecond.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { newDataDir, removeDataDir } from './server.mjs'

/** What it takes a server to settle. */
const IDLE_MS = 1000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    node: { type: 'string', default: process.execPath },
    /** also how much memory it has, which takes a second for each start */
    memory: { type: 'boolean', default: false },
  },
})

const cpuMs = (pid) =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) =>
      sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    0,
  ) / 1e6

const residentMb = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

/** `port`: 0 for any. */
const start = async (folder, dataDir, port) => {
  const begun = performance.now()
  const child = spawn(
    values.node,
    [resolve(folder, 'dist/cli.js'), '--port', `${port}`, '--data-dir', dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = new Promise((done) => child.once('exit', done))
  await new Promise((ready, reject) => {
    child.stdout.once('data', ready)
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it served`)))
  })
  const ms = performance.now() - begun
  const cpu = cpuMs(child.pid)
  if (values.memory) await pause(IDLE_MS)
  const resident = residentMb(child.pid)
  child.kill('SIGTERM')
  await exited
  return { ms, cpu, resident }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

const starts = positionals.map((folder) => ({ folder, first: [], again: [] }))
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { folder, first, again } of round % 2 === 0 ? starts : starts.toReversed()) {
    const dataDir = newDataDir()
    first.push(await start(folder, dataDir, 0))
    // at another port its kubeconfig would be another one
    const { port } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'))
    again.push(await start(folder, dataDir, port))
    removeDataDir(dataDir)
  }
}
for (const { folder, ...kinds } of starts) {
  for (const [kind, made] of Object.entries(kinds)) {
    const of = (name) => median(made.map((one) => one[name])).toFixed(0)
    const memory = values.memory ? `, ${of('resident')} MB` : ''
    process.stdout.write(
      `${folder} ${kind}: ${of('ms')} ms, ${of('cpu')} ms of the processor${memory}\n`,
    )
  }
}
