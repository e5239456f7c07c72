/** Server-side apply (`k8s.io/apiserver/pkg/endpoints/handlers/patch.go`). */
import { describeJson } from '../../../apimachinery/schema/decode-context.ts'
import { isJsonObject } from '../../../apimachinery/text/json.ts'
import { type KubeObject, parseApiVersion } from '../../../apimachinery/meta.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { YamlError } from '../../../apimachinery/text/yaml/read.ts'
import type { WriteResult } from '../../registry/state.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { ParsedBody } from '../body/body.ts'
import type { ReadPatch } from '../body/patch-body.ts'
import type { WriteParameters } from '../body/write-options.ts'
import { strictWarnings } from '../body/strict-warnings.ts'
import type { ServedResource } from '../served.ts'
import type { Target } from './target.ts'
import { authorizeCreate } from './writing.ts'

const CONVERTING = 'error converting YAML to JSON: '
const READING = 'error unmarshaling JSON: while decoding JSON: '

const valueOf = (read: ReadPatch, decoding: string): unknown => {
  try {
    return read().value
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`${decoding}${CONVERTING}${error.message}`)
    throw error
  }
}

/** Values other than strings count as missing, as in Go's unstructured objects. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Throws a 400 unless the value is an object of the served kind and version. */
const configOf = (served: ServedResource, value: unknown, decoding: string): KubeObject => {
  if (value !== null && !isJsonObject(value)) {
    throw badRequest(
      `${decoding}${READING}json: cannot unmarshal ${describeJson(value)} into Go value of type map[string]interface {}`,
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

const checkRepeated = (
  { strictError }: ParsedBody,
  { fieldValidation }: WriteParameters,
  called: string,
  { warn }: RequestContext,
): void => {
  if (strictError === undefined || fieldValidation === 'Ignore') return
  const text = `${CONVERTING}${strictError}`
  if (fieldValidation === 'Strict') throw badRequest(`error strict decoding ${called}: ${text}`)
  strictWarnings(text).forEach(warn)
}

export const applyBody = async (
  target: Target,
  read: ReadPatch,
  options: WriteParameters,
  context: RequestContext,
): Promise<WriteResult<KubeObject>> => {
  const { call, served, namespace, name, subresource } = target
  const called = call.release.has('PatchReadFirst') ? 'patch' : 'YAML'
  const decoding = `error decoding ${called}: `
  return served.registry.apply(context, {
    namespace,
    name,
    subresource,
    config: () => configOf(served, valueOf(read, decoding), decoding),
    form: served.form,
    force: options.force,
    afterMerge: () => checkRepeated(read(), options, called, context),
    authorizeCreate: () => authorizeCreate(target),
  })
}
