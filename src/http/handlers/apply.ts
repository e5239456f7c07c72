/** PATCH as server-side apply (docs/reference/apply.md). */
import { describeJson } from '../../api/schema/decode-context.ts'
import { isJsonObject, JsonSyntaxError } from '../../api/text/json.ts'
import { type KubeObject, parseApiVersion } from '../../api/meta.ts'
import { badRequest } from '../../api/status.ts'
import { type ParsedYaml, YamlError } from '../../api/text/yaml.ts'
import type { Written } from '../../registry/state.ts'
import type { RequestContext } from '../../api/context.ts'
import type { FieldValidation } from '../body/body.ts'
import type { PatchOptions } from '../body/write-options.ts'
import { strictWarnings } from '../body/strict-warnings.ts'
import { parseYamlBody } from '../body/yaml-thread.ts'
import { authorizeCreate } from './authorize-create.ts'
import type { Target } from './target.ts'
import { checkName } from './update.ts'

const DECODING = 'error decoding YAML: '
/** Stands before what a YAML parser says. */
const CONVERTING = 'error converting YAML to JSON: '
/** Stands before what a JSON parser says of the outcome. */
const READING = 'error unmarshaling JSON: while decoding JSON: '

const parsed = (body: Buffer): ParsedYaml => {
  try {
    return parseYamlBody(body)
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`${DECODING}${CONVERTING}${error.message}`)
    if (error instanceof JsonSyntaxError) throw badRequest(`${DECODING}${READING}${error.message}`)
    throw error
  }
}

/** What is no text counts as missing, as in Go's unstructured objects. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Checks what a configuration says that it is; one that says another version is of another type. */
const configOf = ({ served }: Target, value: unknown): KubeObject => {
  if (value !== null && !isJsonObject(value)) {
    throw badRequest(
      `${DECODING}${READING}json: cannot unmarshal ${describeJson(value)} into Go value of type map[string]interface {}`,
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

/** Fills the URL's name into a configuration that has none. */
const named = (object: KubeObject, name: string): KubeObject =>
  (object.metadata?.name ?? '') === ''
    ? { ...object, metadata: { name, ...object.metadata } }
    : object

/** Repeated keys: refused, warned of or let pass. */
const checkRepeated = (
  { strictError }: ParsedYaml,
  mode: FieldValidation,
  { warn }: RequestContext,
): void => {
  if (strictError === undefined || mode === 'Ignore') return
  const text = `${CONVERTING}${strictError}`
  if (mode === 'Strict') throw badRequest(`error strict decoding patch: ${text}`)
  strictWarnings(text).forEach(warn)
}

/** Applies the body to the object of the URL, or creates that. */
export const applyBody = async (
  target: Target,
  options: PatchOptions,
  context: RequestContext,
): Promise<Written<KubeObject>> => {
  const { call, served, namespace, name, subresource } = target
  const document = parsed(call.body)
  const config = named(configOf(target, document.value), name)
  checkName(config, name)
  if (context.large) await call.services.turns.next(call)
  return served.registry.apply(context, {
    namespace,
    name,
    subresource,
    config,
    form: served.form,
    force: options.force,
    afterMerge: () => checkRepeated(document, options.fieldValidation, context),
    authorizeCreate: () => authorizeCreate(target),
  })
}
