/**
 * YAML files that the build compiles to JSON, since parsing openapi.yaml takes longer than the rest
 * of a start.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { IS_BUNDLED, PACKAGE_ROOT } from '../package-root.ts'
import { readYaml } from './yaml/files.ts'

/** `dist/src-controllers-rights.json` for `src/controllers/rights.yaml` */
export const compiledUrl = (source: string): URL =>
  new URL(`dist/${source.replaceAll('/', '-').replace(/yaml$/, 'json')}`, PACKAGE_ROOT)

/** `source`: path in the checkout, such as `openapi.yaml`. */
export const readYamlSource = (source: string): unknown =>
  readYaml(readFileSync(new URL(source, PACKAGE_ROOT)))

/** Reads the compiled JSON, or the YAML if the build is missing or outdated. Not cached. */
export const loadCompiledYaml = (source: string): unknown => {
  const compiled = compiledUrl(source)
  const isCurrent =
    IS_BUNDLED ||
    (existsSync(compiled) &&
      statSync(compiled).mtimeMs >= statSync(new URL(source, PACKAGE_ROOT)).mtimeMs)
  return isCurrent ? JSON.parse(readFileSync(compiled, 'utf8')) : readYamlSource(source)
}
