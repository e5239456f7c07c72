/** Server-side apply (docs/reference/apply.md). */
import { describeJson } from '../../../apimachinery/schema/decode-context.ts'
import { isJsonObject } from '../../../apimachinery/text/json.ts'
import { type KubeObject, parseApiVersion } from '../../../apimachinery/meta.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { YamlError } from '../../../apimachinery/text/yaml/read.ts'
import type { WriteResult } from '../../registry/state.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { FieldValidation, ParsedBody } from '../body/body.ts'
import type { ReadPatch } from '../body/patch-body.ts'
import type { WriteParameters } from '../body/write-options.ts'
import { strictWarnings } from '../body/strict-warnings.ts'
import type { Target } from './target.ts'
import { authorizeCreate } from './writing.ts'

const calledIn = ({ call }: Target): string =>
  call.release.has('PatchReadFirst') ? 'patch' : 'YAML'

const decoding = (target: Target): string => `error decoding ${calledIn(target)}: `

const CONVERTING = 'error converting YAML to JSON: '
const READING = 'error unmarshaling JSON: while decoding JSON: '

const parsed = (target: Target, read: ReadPatch): ParsedBody => {
  try {
    return read()
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
  { strictError }: ParsedBody,
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
  read: ReadPatch,
  options: WriteParameters,
  context: RequestContext,
): Promise<WriteResult<KubeObject>> => {
  const { served, namespace, name, subresource } = target
  return served.registry.apply(context, {
    namespace,
    name,
    subresource,
    config: () => configOf(target, parsed(target, read).value),
    form: served.form,
    force: options.force,
    afterMerge: () => checkRepeated(target, read(), options.fieldValidation, context),
    authorizeCreate: () => authorizeCreate(target),
  })
}
