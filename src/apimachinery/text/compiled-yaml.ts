/**
 * YAML files of csrlab that the build compiles to JSON: parsing openapi.yaml takes longer than a
 * whole start.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { readYaml } from './yaml/files.ts'

export interface CompiledYaml {
  /** path in the checkout: `openapi.yaml` */
  readonly source: string
  /** path of the compiled JSON: `dist/openapi.json` */
  readonly compiled: string
}

/** Whether this module is in a bundle in `dist`, beside the compiled files. */
const BUNDLED = existsSync(new URL('../openapi.yaml', import.meta.url))

const ROOT = new URL(BUNDLED ? '../' : '../../../', import.meta.url)

/** In a checkout the source may be newer than the build. */
const isCurrent = ({ source, compiled }: CompiledYaml): boolean =>
  BUNDLED ||
  (existsSync(new URL(compiled, ROOT)) &&
    statSync(new URL(compiled, ROOT)).mtimeMs >= statSync(new URL(source, ROOT)).mtimeMs)

/** Parses the YAML, anchors resolved. */
export const readYamlSource = ({ source }: CompiledYaml): unknown =>
  readYaml(readFileSync(new URL(source, ROOT)))

/** Reads the compiled JSON, or the YAML without a current build. Not cached. */
export const loadCompiledYaml = (file: CompiledYaml): unknown =>
  isCurrent(file)
    ? JSON.parse(readFileSync(new URL(file.compiled, ROOT), 'utf8'))
    : readYamlSource(file)
