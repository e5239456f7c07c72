#!/usr/bin/env node
/** The command. For CommonJS, Node does not start its loader of ES modules, which takes 7 ms. */
const { fault } = require('./node-version.cjs')

if (fault === undefined) {
  require('./compile-cache.cjs').keepCompiled()
  void require('./main.cjs')
} else {
  console.error(`csrlab: ${fault}`)
  process.exitCode = 1
}
