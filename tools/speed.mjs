/**
 * Measures a control plane, and prints the table of docs/speed.md for this machine.
 *
 *   npm run tool -- speed [--count N] [--save]
 *   npm run tool -- speed --kubeconfig FILE [--pids PID,…]
 *   npm run tool -- speed --documents
 *
 * Without a kubeconfig, measures csrlab, with durable writes; --save stores the figures for the
 * documents. With one, measures the control plane of its current context, and the processor time of
 * the processes PID. This creates thousands of CSRs, so use a cluster that can be thrown away, with
 * a client certificate of an administrator, and without request limits. --documents writes the
 * chart and the tables of the documents from tools/speed/figures.json.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { newDataDir, removeDataDir, startServer } from '../bench/server.mjs'
import { connectionOf } from '../src/apiserver/client/connection.ts'
import { readIfReadable } from '../src/server/files.ts'
import { ProcessorTime } from './kit/processor-time.ts'
import { chart, ownTable, withTables } from './speed/documents.ts'
import { measure } from './speed/measure.mjs'

const ROOT = new URL('../', import.meta.url)
const DATA = new URL('tools/speed/figures.json', ROOT)
const DOCUMENT = new URL('docs/speed.md', ROOT)

const readData = () => JSON.parse(readFileSync(DATA, 'utf8'))

const writeDocuments = () => {
  const data = readData()
  writeFileSync(new URL('docs/speed.svg', ROOT), chart(data))
  writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8'), data))
}

const realServer = (kubeconfig, pids) => {
  const { server, ca, certificate, key } = connectionOf(kubeconfig, readIfReadable)
  const times = pids.split(',').flatMap((pid) => (pid === '' ? [] : new ProcessorTime(Number(pid))))
  const cpuMs = () => times.reduce((sum, time) => sum + time.read(), 0)
  return {
    url: server,
    ca,
    cert: certificate,
    key,
    cpuMs: () => (pids === '' ? undefined : cpuMs()),
  }
}

const measureOwn = async (count) => {
  const dir = newDataDir()
  const server = await startServer(dir)
  try {
    return await measure(server, count)
  } finally {
    await server.stop()
    removeDataDir(dir)
  }
}

export const main = async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '800' },
      save: { type: 'boolean', default: false },
      kubeconfig: { type: 'string' },
      pids: { type: 'string', default: '' },
      documents: { type: 'boolean', default: false },
    },
  })
  if (values.documents) return writeDocuments()
  const { kubeconfig, pids } = values
  const count = Number(values.count)
  const isOwn = kubeconfig === undefined
  const figures = isOwn
    ? await measureOwn(count)
    : await measure(realServer(kubeconfig, pids), count)
  console.log(ownTable(figures).join('\n'))
  if (!values.save || !isOwn) return
  const [{ model }, ...others] = cpus()
  const machine = `Node ${process.versions.node}, ${others.length + 1} × ${model.trim()}, which the load generator shares`
  const date = new Date().toLocaleDateString('en-GB', { dateStyle: 'long' })
  const data = { ...readData(), own: { date, machine, figures } }
  writeFileSync(DATA, `${JSON.stringify(data, null, 2)}\n`)
  writeDocuments()
}
