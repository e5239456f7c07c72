import { createRequire } from 'node:module'
import type protobufPackage from 'protobufjs/minimal.js'

const require = createRequire(import.meta.url)

export type Reader = protobufPackage.Reader
export type Writer = protobufPackage.Writer

/** The reader and writer of protobufjs, loaded with the first message: 18 files that a server without kubectl does not need. */
export const protobuf = (): typeof protobufPackage => require('protobufjs/minimal.js')
