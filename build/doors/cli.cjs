#!/usr/bin/env node
/** The command. Node loads CommonJS without its loader of ES modules, which takes 7 ms. */
const { fault } = require('./node-version.cjs')

if (fault === undefined) {
  require('./compile-cache.cjs').keepCompiled()
  void require('./main.cjs')
} else {
  console.error(`csrlab: ${fault}`)
  process.exitCode = 1
}
