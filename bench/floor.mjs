#!/usr/bin/env node
/**
 * What a create costs at the least: node bench/floor.mjs [--count N]
 *
 * A server of HTTP over TLS that takes the body of a create and answers as many bytes as csrlab does; a P-256 request
 * whose key is loaded and whose signature is verified; a row in SQLite, with its share of a commit that is durable. Processor time of the
 * process that does it, in microseconds, with that of a create of csrlab's beside it. It needs Linux.
 */
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { execFileSync, fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { Client } from './client.mjs'
import { COLLECTION, create, FOREIGN_SIGNER, makeRequests } from './csr.mjs'
import { inFlight } from './measure.mjs'
import { newDataDir, removeDataDir, startServer } from './server.mjs'

const WIDTH = 16
/** Writes of one turn of the event loop, which share a commit. */
const TOGETHER = 7

/** Processor time of all threads of a process so far, in microseconds. */
const cpuUs = (pid) =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) =>
      sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    0,
  ) / 1000

/** The servers of the floor, by name: `(options of TLS, answer)` to one that listens. */
const BARE = {
  'bare HTTP': async (options, answer) => {
    const server = https.createServer(options, (request, response) => {
      const chunks = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        JSON.parse(Buffer.concat(chunks))
        response.writeHead(201, {
          'content-type': 'application/json',
          'content-length': answer.length,
        })
        response.end(answer)
      })
    })
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
    return server
  },
}

/** A key and a certificate of the same sort as csrlab has for itself. */
const makeCertificate = (dir) => {
  const files = ['-keyout', join(dir, 'floor.key'), '-out', join(dir, 'floor.crt')]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const names = ['-subj', '/CN=floor', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...key, ...files, ...names], { stdio: 'ignore' })
  return readFileSync(join(dir, 'floor.crt'))
}

/** In a process of its own: says its port, and ends when its parent lets it go. */
const serve = async ({ name, dir, answer }) => {
  const [key, cert] = ['floor.key', 'floor.crt'].map((file) => readFileSync(join(dir, file)))
  const server = await BARE[name]({ key, cert }, Buffer.from(answer))
  process.send(server.address().port)
  process.once('disconnect', () => process.exit())
}

/** The first half warms up. `work(from, to)`; the figure is that of one. */
const costOf = async (pid, count, work) => {
  await work(0, count)
  const before = cpuUs(pid)
  await work(count, 2 * count)
  return (cpuUs(pid) - before) / count
}

const verifications = (count) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const data = Buffer.alloc(200, 1)
  const signature = sign('sha256', data, privateKey)
  return costOf(process.pid, count, async (from, to) => {
    for (let i = from; i < to; i++)
      if (!verify('sha256', data, createPublicKey({ key: jwk, format: 'jwk' }), signature))
        throw new Error('a signature that is right was found wrong')
  })
}

const commits = async (dir, count, value) => {
  const db = new Database(join(dir, 'floor.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE log (revision INTEGER PRIMARY KEY, name TEXT, value BLOB)')
  const insert = db.prepare('INSERT INTO log (name, value) VALUES (?, ?)')
  const together = db.transaction((from) => {
    for (let i = from; i < from + TOGETHER; i++) insert.run(`name-${i}`, value)
  })
  const cost = await costOf(process.pid, count, async (from, to) => {
    for (let i = from; i < to; i += TOGETHER) together(i)
  })
  db.close()
  return cost
}

const say = (name, cost) =>
  process.stdout.write(`${name.padEnd(52)}${cost.toFixed(0).padStart(6)} µs\n`)

const main = async () => {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '4000' } } })
  const count = Number(values.count)
  const requests = makeRequests(2 * count)
  const dir = newDataDir()
  const server = await startServer(dir)
  const load = (client) => (from, to) =>
    inFlight(to - from, WIDTH, (i) =>
      create(client, `floor-${from + i}`, requests[from + i], FOREIGN_SIGNER),
    )
  const client = new Client(server, WIDTH)
  const whole = await costOf(server.pid, count, load(client))
  const { body } = await client.call('GET', `${COLLECTION}/floor-${count}`)
  await client.close()
  await server.stop()
  say('create', whole)
  const ca = makeCertificate(dir)
  for (const name of Object.keys(BARE)) {
    const child = fork(fileURLToPath(import.meta.url), [], {
      env: { ...process.env, FLOOR: JSON.stringify({ name, dir, answer: body.toString() }) },
    })
    const port = await new Promise((told, gone) => {
      child.once('message', told)
      child.once('exit', (code) => gone(new Error(`${name} ended with ${code}`)))
    })
    const echo = new Client({ ...server, ca, url: `https://127.0.0.1:${port}` }, WIDTH)
    say(`${name} over TLS, the same bytes`, await costOf(child.pid, count, load(echo)))
    await echo.close()
    child.disconnect()
  }
  say('a P-256 key loaded and a signature verified', await verifications(count))
  say(`a row in SQLite, with 1/${TOGETHER} of a durable commit`, await commits(dir, count, body))
  removeDataDir(dir)
}

await (process.env.FLOOR === undefined ? main() : serve(JSON.parse(process.env.FLOOR)))
