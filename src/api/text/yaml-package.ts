import { createRequire } from 'node:module'
import type * as yamlPackage from 'yaml'

const require = createRequire(import.meta.url)

/** `require` looks a package up each time, which is felt when every node of a document asks for it. */
let loaded: typeof yamlPackage | undefined

/**
 * The yaml package, loaded when a text has to be read or written: its 73 files take 25 ms and 4 MB, which a server whose clients
 * speak JSON does not pay.
 */
export const yaml = (): typeof yamlPackage => (loaded ??= require('yaml'))
