#!/usr/bin/env node
/** The command. */
import node from './node-version.cjs'

if (node.fault === undefined) await import('./main.cjs')
else {
  console.error(`csrlab: ${node.fault}`)
  process.exitCode = 1
}
