/** Server-side apply (docs/reference/apply.md). */
import { describeJson } from '../../../apimachinery/schema/decode-context.ts'
import { isJsonObject } from '../../../apimachinery/text/json.ts'
import { type KubeObject, parseApiVersion } from '../../../apimachinery/meta.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { type ParsedYaml, YamlError } from '../../../apimachinery/text/yaml/read.ts'
import type { WriteResult } from '../../registry/state.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { FieldValidation } from '../body/body.ts'
import type { PatchParameters } from '../body/write-options.ts'
import { strictWarnings } from '../body/strict-warnings.ts'
import { parseYamlBody } from '../body/yaml-thread.ts'
import { authorizeCreate } from './authorize-create.ts'
import type { Target } from './target.ts'

const calledIn = ({ call }: Target): string =>
  call.release.has('PatchReadFirst') ? 'patch' : 'YAML'

const decoding = (target: Target): string => `error decoding ${calledIn(target)}: `

const CONVERTING = 'error converting YAML to JSON: '
const READING = 'error unmarshaling JSON: while decoding JSON: '

const parsed = (target: Target): ParsedYaml => {
  try {
    return parseYamlBody(target.call.body)
  } catch (error) {
    if (error instanceof YamlError)
      throw badRequest(`${decoding(target)}${CONVERTING}${error.message}`)
    throw error
  }
}

/** Values other than strings count as missing, as in Go's unstructured objects. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Checks kind and version of a configuration; another version is another type. */
const configOf = (target: Target, value: unknown): KubeObject => {
  const { served } = target
  if (value !== null && !isJsonObject(value)) {
    throw badRequest(
      `${decoding(target)}${READING}json: cannot unmarshal ${describeJson(value)} into Go value of type map[string]interface {}`,
    )
  }
  const apiVersion = text(value?.['apiVersion'])
  const kind = text(value?.['kind'])
  if (value === null || kind !== served.kind || apiVersion !== served.apiVersion) {
    const { group, version } = parseApiVersion(apiVersion)
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${kind}`)
  }
  return value as unknown as KubeObject
}

/** Refuses repeated keys, or warns of them. */
const checkRepeated = (
  target: Target,
  { strictError }: ParsedYaml,
  mode: FieldValidation,
  { warn }: RequestContext,
): void => {
  if (strictError === undefined || mode === 'Ignore') return
  const text = `${CONVERTING}${strictError}`
  if (mode === 'Strict') throw badRequest(`error strict decoding ${calledIn(target)}: ${text}`)
  strictWarnings(text).forEach(warn)
}

/** Applies the body to the object of the URL, or creates it. */
export const applyBody = async (
  target: Target,
  options: PatchParameters,
  context: RequestContext,
): Promise<WriteResult<KubeObject>> => {
  const { served, namespace, name, subresource } = target
  let document: ParsedYaml | undefined
  return served.registry.apply(context, {
    namespace,
    name,
    subresource,
    config: () => configOf(target, (document ??= parsed(target)).value),
    form: served.form,
    force: options.force,
    afterMerge: () => document && checkRepeated(target, document, options.fieldValidation, context),
    authorizeCreate: () => authorizeCreate(target),
  })
}
