#!/usr/bin/env node
/** The command. For CommonJS, Node does not start its loader of ES modules, which takes 7 ms. */
const { fault } = require('./node-version.cjs')

if (fault === undefined) {
  // keeps the young generation at 2 MB: it would grow to 32 MB under load
  require('node:v8').setFlagsFromString('--semi-space-growth-factor=1')
  require('./compile-cache.cjs').keepCompiled()
  void require('./main.cjs')
} else {
  console.error(`csrlab: ${fault}`)
  process.exitCode = 1
}
