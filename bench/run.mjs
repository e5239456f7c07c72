#!/usr/bin/env node
/**
 * The benchmark.
 *
 *   npm run bench -- [--quick] [--only PHASE[,PHASE]] [--save FILE] [--against FILE]
 *
 * Except in the phase `in-process`, the server is a separate process with durable writes, used over
 * TLS with persistent connections. Figures of different machines or days are not comparable: save a
 * run right before a change, and compare right after it. Each run also measures the machine's own
 * speed, before and after. On a busy machine, processor time per operation is the most reliable
 * figure.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { endToEnd } from './phases/end-to-end.mjs'
import { approvals, flow } from './phases/flow.mjs'
import { inProcess } from './phases/in-process.mjs'
import { many } from './phases/many.mjs'
import { starts } from './phases/starts.mjs'
import { watchers } from './phases/watchers.mjs'
import { compare, heading, table } from './report.mjs'
import { bareSignature } from './signature.mjs'

const MACHINE_SIGNATURES = 2000

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    save: { type: 'string' },
    against: { type: 'string' },
  },
})

const size = values.quick
  ? {
      runs: 3,
      requests: 500,
      objects: 1000,
      oneByOne: 100,
    }
  : {
      runs: 7,
      requests: 3000,
      objects: 10_000,
      oneByOne: 500,
    }

const phases = {
  start: () => starts(size),
  flow: () => flow(size),
  approve: () => approvals(size),
  'end-to-end': () => endToEnd(size),
  'watchers-200': () => watchers(200),
  many: () => many(size),
  'in-process': () => inProcess(),
}

const wanted = values.only?.split(',') ?? Object.keys(phases)
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
  bareSignature(`the machine, ${when}: RSA-2048 signatures`, MACHINE_SIGNATURES)
process.stdout.write(heading)
show([await machine('before')])
for (const name of wanted) show(await phases[name]())
show([await machine('after')])
if (before !== undefined) process.stdout.write(`\n${compare(before, figures)}`)
if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(figures, null, 2)}\n`)
