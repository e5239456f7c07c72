import { register } from 'node:module'
import { setFlagsFromString } from 'node:v8'

// A test lives for a second or two: code has to be seven times as hot as usual before it is worth the time to optimize it.
// Newer V8 has no such flag, and says so.
if (Number(process.versions.v8.split('.')[0]) < 13) setFlagsFromString('--interrupt-budget=500000')

register('./hooks.mjs', import.meta.url)
