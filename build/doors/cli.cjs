#!/usr/bin/env node
/** The command, in CommonJS: starting Node's loader of ES modules would take 7 ms. */
const { fault } = require('./node-version.cjs')

if (fault === undefined) {
  require('./compile-cache.cjs').keepCompiled()
  void require('./main.cjs')
} else {
  console.error(`csrlab: ${fault}`)
  process.exitCode = 1
}
