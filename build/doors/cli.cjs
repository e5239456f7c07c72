#!/usr/bin/env node
/** The command. Node loads CommonJS without its loader of ES modules, which takes 7 ms. */
const { fault } = require('./node-version.cjs')

if (fault === undefined) {
  // V8 of Node 20 then compiles hot code after half as many calls; later ones lack this flag
  if (process.versions.v8.startsWith('11.'))
    require('node:v8').setFlagsFromString('--interrupt-budget=33792')
  require('./compile-cache.cjs').keepCompiled()
  void require('./main.cjs')
} else {
  console.error(`csrlab: ${fault}`)
  process.exitCode = 1
}
