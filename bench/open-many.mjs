#!/usr/bin/env node
/**
 * Measures the cost of many clusters in one process.
 *
 *   node --expose-gc bench/open-many.mjs [COUNT] [DIST]
 *
 * After a warm-up, starts COUNT clusters one after the other, waits until each is ready, and keeps
 * all open. Writes one line of JSON: the cost of each, and the memory per cluster that remains once
 * all are closed. DIST: the folder of another build.
 */
import https from 'node:https'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const WARM = 20
const MB = 2 ** 20

const [count = '200', dist = 'dist'] = process.argv.slice(2)
const { startCluster } = await import(pathToFileURL(resolve(dist, 'index.js')))

const ask = ({ url, caPem, token }) =>
  new Promise((done, failed) => {
    const headers = { authorization: `Bearer ${token}` }
    https
      .get(`${url}/readyz`, { ca: caPem, agent: false, headers }, (answer) => {
        answer.resume().once('end', done)
      })
      .once('error', failed)
  })

/** Starts `n` clusters, which stay open; resolves with elapsed and processor time per cluster. */
const start = async (n, kept) => {
  const times = []
  const cpu = process.cpuUsage()
  for (let i = 0; i < n; i++) {
    const at = performance.now()
    const cluster = await startCluster()
    times.push(performance.now() - at)
    kept.push(cluster)
  }
  const { user, system } = process.cpuUsage(cpu)
  return { ms: times.toSorted((a, b) => a - b)[Math.floor(n / 2)], cpu: (user + system) / 1000 / n }
}

/** Resolves with the memory in MB after a garbage collection. */
const memory = async () => {
  for (let i = 0; i < 5; i++) {
    await new Promise((done) => setTimeout(done, 20))
    globalThis.gc()
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss: rss / MB, heap: heapUsed / MB, external: external / MB }
}

const each = (before, after, n) =>
  Object.fromEntries(Object.keys(before).map((name) => [name, (after[name] - before[name]) / n]))

const closeAll = (clusters) => Promise.all(clusters.splice(0).map((cluster) => cluster.close()))

const clusters = []
await start(WARM, clusters)
for (const cluster of clusters) await ask(cluster)
await closeAll(clusters)

const n = Number(count)
const empty = await memory()
const { ms, cpu } = await start(n, clusters)
for (const cluster of clusters) await ask(cluster)
const full = await memory()
await closeAll(clusters)
const closed = await memory()
process.stdout.write(
  `${JSON.stringify({ ms, cpu, open: each(empty, full, n), closed: each(empty, closed, n) })}\n`,
)
