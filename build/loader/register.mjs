import { register } from 'node:module'
import { setFlagsFromString } from 'node:v8'

// Tests run for a second or two, so code must be hotter than usual for an optimization to pay off.
// Newer V8 rejects the flag.
if (Number(process.versions.v8.split('.')[0]) < 13) setFlagsFromString('--interrupt-budget=500000')

register('./hooks.mjs', import.meta.url)
