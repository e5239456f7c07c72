import { createRequire } from 'node:module'
import type protobufPackage from 'protobufjs/minimal.js'

const require = createRequire(import.meta.url)

export type ProtobufReader = protobufPackage.Reader
export type ProtobufWriter = protobufPackage.Writer

/** Loads protobufjs on first use: 18 files that few servers need. */
export const protobuf = (): typeof protobufPackage => require('protobufjs/minimal.js')
