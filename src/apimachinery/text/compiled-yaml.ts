/**
 * YAML files of csrlab itself, which the build compiles to JSON: parsing openapi.yaml takes longer than
 * a whole start.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { readYaml } from './yaml/files.ts'

export interface CompiledYaml {
  /** path in the checkout: `openapi.yaml` */
  readonly source: string
  /** path of the JSON that the build writes: `dist/openapi.json` */
  readonly compiled: string
}

/** Whether this module is part of a bundle in `dist`, beside the compiled files. */
const BUNDLED = existsSync(new URL('../openapi.yaml', import.meta.url))

const ROOT = new URL(BUNDLED ? '../' : '../../../', import.meta.url)

/** In a checkout somebody may have edited the source since the build. */
const isCurrent = ({ source, compiled }: CompiledYaml): boolean =>
  BUNDLED ||
  (existsSync(new URL(compiled, ROOT)) &&
    statSync(new URL(compiled, ROOT)).mtimeMs >= statSync(new URL(source, ROOT)).mtimeMs)

/** Parses the YAML itself, anchors resolved. */
export const readYamlSource = ({ source }: CompiledYaml): unknown =>
  readYaml(readFileSync(new URL(source, ROOT)))

/** Reads what the build compiled, or the YAML if there is no build of it. Caches nothing. */
export const loadCompiledYaml = (file: CompiledYaml): unknown =>
  isCurrent(file)
    ? JSON.parse(readFileSync(new URL(file.compiled, ROOT), 'utf8'))
    : readYamlSource(file)
