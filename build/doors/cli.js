#!/usr/bin/env node
/** The command. */
import { createRequire } from 'node:module'

// not import: that reads through all files of the program first, for the names that they export
const require = createRequire(import.meta.url)
const { fault } = require('./node-version.cjs')

if (fault === undefined) {
  require('./compile-cache.cjs').keepCompiled()
  void require('./main.cjs')
} else {
  console.error(`csrlab: ${fault}`)
  process.exitCode = 1
}
