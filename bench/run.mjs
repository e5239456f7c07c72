#!/usr/bin/env node
/**
 * The benchmark: npm run bench -- [--quick] [--only TEXT] [--save FILE] [--against FILE] [--svg FILE]
 *
 * The server is a process of its own, driven over TLS with kept connections, durable on disk. Figures of different machines, or of
 * one machine on different days, do not compare: save a run before a change and compare with it right after.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as phases from './phases.mjs'
import { compare, table } from './report.mjs'
import { drawing } from './svg.mjs'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    save: { type: 'string' },
    against: { type: 'string' },
    svg: { type: 'string' },
  },
})

const size = values.quick
  ? { requests: 300, many: 1000, one: 50 }
  : { requests: 2000, many: 10_000, one: 300 }

const plan = {
  starts: () => phases.starts(),
  flow: async () => phases.flow(await phases.makeRequests(size.requests)),
  endToEnd: async () => phases.endToEnd(await phases.makeRequests(size.one)),
  watchers200: async () => phases.watchers(await phases.makeRequests(100), 200),
  ...(values.quick
    ? {}
    : { watchers1000: async () => phases.watchers(await phases.makeRequests(100), 1000) }),
  many: () => phases.many(size.many),
  inProcess: () => phases.inProcess(),
  authority: async () => phases.authority(await phases.makeRequests(100)),
}

const figures = []
for (const [name, phase] of Object.entries(plan)) {
  if (!name.includes(values.only)) continue
  const found = await phase()
  process.stdout.write(table(found))
  figures.push(...found)
}
const before =
  values.against === undefined ? undefined : JSON.parse(readFileSync(values.against, 'utf8'))
if (before !== undefined) process.stdout.write(`\n${compare(before, figures)}`)
if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(figures, null, 2)}\n`)
if (values.svg !== undefined) writeFileSync(values.svg, drawing(before ?? figures, figures))
