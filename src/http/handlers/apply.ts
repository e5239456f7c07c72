/** PATCH as server-side apply (docs/reference/apply.md). */
import { describeJson } from '../../api/schema/decode-context.ts'
import { isJsonObject } from '../../api/text/json.ts'
import { type KubeObject, parseApiVersion } from '../../api/meta.ts'
import { badRequest } from '../../api/status.ts'
import { type ParsedYaml, YamlError } from '../../api/text/yaml.ts'
import type { Written } from '../../registry/state.ts'
import type { RequestContext } from '../../api/context.ts'
import type { FieldValidation } from '../body/body.ts'
import type { PatchOptions } from '../body/write-options.ts'
import { parseYamlBody } from '../body/yaml-thread.ts'
import { authorizeCreate } from './authorize-create.ts'
import type { Target } from './target.ts'

const DECODING = 'error decoding YAML: '
/** Stands before what a YAML parser says. */
const CONVERTING = 'error converting YAML to JSON: '

const parsed = (body: Buffer): ParsedYaml => {
  try {
    return parseYamlBody(body)
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`${DECODING}${CONVERTING}${error.message}`)
    throw error
  }
}

/** What is no text counts as missing, as in Go's unstructured objects. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Checks what a configuration says that it is; one that says another version is of another type. */
const configOf = ({ served }: Target, value: unknown): KubeObject => {
  if (value !== null && !isJsonObject(value)) {
    throw badRequest(
      `${DECODING}error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${describeJson(value)} into Go value of type map[string]interface {}`,
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

/** Repeated keys: refused, warned of or let pass. */
const checkRepeated = (
  { strictError }: ParsedYaml,
  mode: FieldValidation,
  { warn }: RequestContext,
): void => {
  if (strictError === undefined || mode === 'Ignore') return
  const text = `${CONVERTING}${strictError}`
  if (mode === 'Strict') throw badRequest(`error strict decoding YAML: ${text}`)
  warn(text)
}

/** Applies the body to the object of the URL, or creates that. */
export const applyBody = async (
  target: Target,
  options: PatchOptions,
  context: RequestContext,
): Promise<Written<KubeObject>> => {
  const { call, served, namespace, name, subresource } = target
  let document: ParsedYaml | undefined
  return served.registry.apply(context, {
    namespace,
    name,
    subresource,
    config: () => configOf(target, (document ??= parsed(call.body)).value),
    form: served.form,
    force: options.force,
    afterMerge: () => document && checkRepeated(document, options.fieldValidation, context),
    authorizeCreate: () => authorizeCreate(target),
  })
}
