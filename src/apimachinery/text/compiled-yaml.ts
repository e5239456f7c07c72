/**
 * YAML files of csrlab that the build compiles to JSON: parsing openapi.yaml takes longer than the
 * rest of a start.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { IS_BUNDLED, PACKAGE_ROOT } from '../package-root.ts'
import { readYaml } from './yaml/files.ts'

export interface CompiledYaml {
  /** path in the checkout: `openapi.yaml` */
  readonly source: string
  /** path of the compiled JSON: `dist/openapi.json` */
  readonly compiled: string
}

/** Reports whether the build is current; in a checkout the source may be newer. */
const isCurrent = ({ source, compiled }: CompiledYaml): boolean =>
  IS_BUNDLED ||
  (existsSync(new URL(compiled, PACKAGE_ROOT)) &&
    statSync(new URL(compiled, PACKAGE_ROOT)).mtimeMs >=
      statSync(new URL(source, PACKAGE_ROOT)).mtimeMs)

export const readYamlSource = ({ source }: CompiledYaml): unknown =>
  readYaml(readFileSync(new URL(source, PACKAGE_ROOT)))

/** Reads the compiled JSON, or the YAML if the build is missing or outdated. Not cached. */
export const loadCompiledYaml = (file: CompiledYaml): unknown =>
  isCurrent(file)
    ? JSON.parse(readFileSync(new URL(file.compiled, PACKAGE_ROOT), 'utf8'))
    : readYamlSource(file)
