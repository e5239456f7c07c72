/** nghttp2's h2load, an independent load generator, over HTTP/1.1 and HTTP/2. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { summary } from './measure.mjs'

const run = promisify(execFile)

/** Options for `width` requests in flight: as connections, or as streams of one connection. */
const PROTOCOLS = {
  'HTTP/1.1': (width) => ['--h1', '--clients', String(width)],
  'HTTP/2': (width) => ['--clients', '1', '--max-concurrent-streams', String(width)],
}

export const PROTOCOL_NAMES = Object.keys(PROTOCOLS)

/** Resolves with whether h2load is installed. */
export const hasH2load = async () => {
  try {
    await run('h2load', ['--version'])
    return true
  } catch {
    return false
  }
}

/** A figure's name with client, protocol and compression. */
export const named = (name, protocol) => `${name}, h2load, ${protocol}, gzip`

/** Summarizes h2load's log: lines of start (µs), status and duration (µs). */
export const readLog = (text) => {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number))
  const failed = lines.find(([, status]) => !(status >= 200 && status < 300))
  if (failed !== undefined) throw new Error(`h2load got the status ${failed[1]}`)
  const begun = lines.reduce((least, [at]) => Math.min(least, at), Infinity)
  const ended = lines.reduce((most, [at, , took]) => Math.max(most, at + took), 0)
  const latencies = lines.map(([, , took]) => took / 1000)
  return summary(latencies, (ended - begun) / 1e6)
}

/**
 * Sends `count` requests, `width` at once, with gzip and a token; a `body` (JSON) makes it a POST.
 * Resolves with a summary; rejects if a request fails.
 */
export const h2load = async ({ url, token }, protocol, { path, count, width, body }) => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-h2load-'))
  try {
    const [log, data] = [join(folder, 'log'), join(folder, 'body.json')]
    if (body !== undefined) writeFileSync(data, JSON.stringify(body))
    const { stdout } = await run('h2load', [
      ...PROTOCOLS[protocol](width),
      `--requests=${count}`,
      `--log-file=${log}`,
      `--header=Authorization: Bearer ${token}`,
      '--header=Accept: application/json',
      '--header=Accept-Encoding: gzip',
      ...(body === undefined ? [] : ['--header=Content-Type: application/json', `--data=${data}`]),
      `${url}${path}`,
    ])
    // requests without a response are not in the log
    if (!stdout.includes(` ${count} succeeded,`))
      throw new Error(`h2load: ${/^requests: .*$/m.exec(stdout)?.[0] ?? stdout}`)
    return readLog(readFileSync(log, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
