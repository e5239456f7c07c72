#!/usr/bin/env node
/**
 * The benchmark.
 *
 *   npm run bench -- [--quick] [--only PHASE[,PHASE]] [--save FILE] [--against FILE]
 *     [--markdown FILE]
 *
 * Except in the in-process phases, the server is a separate process with durable writes, used over
 * TLS with persistent connections. Figures of different machines or days are not comparable: save a
 * run right before a change, and compare right after it. Each run also measures the machine's own
 * speed, before and after. On a busy machine, processor time per operation is most reliable.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { OWN } from './client-kinds.mjs'
import { authority } from './phases/authority.mjs'
import { curl } from './phases/curl.mjs'
import { endToEnd } from './phases/end-to-end.mjs'
import { approvals, flow } from './phases/flow.mjs'
import { hints } from './phases/hints.mjs'
import { inProcess } from './phases/in-process.mjs'
import { manyInProcess } from './phases/many-in-process.mjs'
import { many } from './phases/many.mjs'
import { overBoth } from './phases/protocols.mjs'
import { rates } from './phases/rates.mjs'
import { starts } from './phases/starts.mjs'
import { watchers } from './phases/watchers.mjs'
import { weight } from './phases/weight.mjs'
import { compare, heading, markdown, table } from './report.mjs'
import { bareSignature } from './signature.mjs'

const MACHINE_SIGNATURES = 2000

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    save: { type: 'string' },
    against: { type: 'string' },
    markdown: { type: 'string' },
  },
})

const size = values.quick
  ? {
      runs: 3,
      requests: 500,
      objects: 1000,
      oneByOne: 100,
      weights: [100, 1000],
      signatures: 400,
      clusters: 40,
      curls: 20,
    }
  : {
      runs: 7,
      requests: 3000,
      objects: 10_000,
      oneByOne: 500,
      weights: [1000, 10_000],
      signatures: 2000,
      clusters: 200,
      curls: 100,
    }

/** Phases that use a client; default: our own. */
const driven = {
  flow: (client) => flow(size, client),
  approve: (client) => approvals(size, client),
  'end-to-end': (client) => endToEnd(size, client),
  'watchers-200': (client) => watchers(200, client),
  'watchers-1000': (client) => watchers(1000, client),
  many: (client) => many(size, client),
  weight: (client) => weight(size, client),
  hints: (client) => hints(size, client),
}

/** Adds our client to figures that name no other. */
const byOwn = async (figures) => (await figures).map((figure) => ({ by: OWN.label, ...figure }))

/** Phases over both HTTP/1.1 and HTTP/2, with undici, curl or h2load; `protocols` runs them all. */
const protocols = {
  ...Object.fromEntries(
    Object.entries(driven).map(([name, phase]) => [`${name}-protocols`, () => overBoth(phase)]),
  ),
  curl: () => curl(size),
  rates: () => rates(size),
}

const phases = {
  start: () => starts(size),
  ...Object.fromEntries(
    Object.entries(driven).map(([name, phase]) => [name, () => byOwn(phase())]),
  ),
  'in-process': () => inProcess(),
  'many-in-process': () => manyInProcess(size),
  authority: () => authority(size),
  ...protocols,
}

const wanted = (values.only?.split(',') ?? Object.keys(phases)).flatMap((name) =>
  name === 'protocols' ? Object.keys(protocols) : name,
)
const unknown = wanted.filter((name) => !Object.hasOwn(phases, name))
if (unknown.length > 0) {
  const known = Object.keys(phases).join(', ')
  process.stderr.write(`There is no phase ${unknown.join(', ')}; the phases are ${known}.\n`)
  process.exit(1)
}

const before =
  values.against === undefined ? undefined : JSON.parse(readFileSync(values.against, 'utf8'))
const figures = []
const show = (found) => {
  process.stdout.write(table(found))
  figures.push(...found)
}
/** The machine's current speed, on which all figures depend; shared machines vary by half. */
const machine = (when) =>
  bareSignature(`the machine, ${when}: RSA-2048 signatures`, 'rsa2048', MACHINE_SIGNATURES)
process.stdout.write(heading)
show([await machine('before')])
for (const name of wanted) show(await phases[name]())
show([await machine('after')])
if (before !== undefined) process.stdout.write(`\n${compare(before, figures)}`)
if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(figures, null, 2)}\n`)
if (values.markdown !== undefined) writeFileSync(values.markdown, markdown(figures))
