/** PATCH in its four kinds (apimachinery sections 7.5, 7.6). */
import { DecodeError, decodeObject } from '../../api/decode.ts'
import { FieldPath, invalid } from '../../api/field.ts'
import { isJsonObject, JsonSyntaxError, parseJson, stringifyJson } from '../../api/json.ts'
import { applyPatch } from '../../api/managed-fields/manager.ts'
import { type KubeObject, parseApiVersion } from '../../api/meta.ts'
import { applyJsonPatch } from '../../api/patch/json-patch.ts'
import { applyMergePatch } from '../../api/patch/merge-patch.ts'
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge-patch.ts'
import { formatTime } from '../../api/clock.ts'
import type { RequestContext } from '../../api/context.ts'
import {
  badRequest,
  conflict,
  invalidObject,
  type StatusError,
  unsupportedMediaType,
} from '../../api/status.ts'
import { YamlError, parseYaml } from '../../api/yaml.ts'
import { type FieldValidation, strictErrorText, strictProblems } from '../body.ts'
import { type Answer, contextOf } from '../call.ts'
import { renderObject, renderRow } from '../representation.ts'
import { inVersion, toStorage } from '../served.ts'
import { patchOptions } from '../write-options.ts'
import { authorizeCreate } from './authorize-create.ts'
import { storable } from './create.ts'
import { answer, formOf } from './form.ts'
import type { Target } from './target.ts'
import { checkName } from './update.ts'

const JSON_PATCH = 'application/json-patch+json'
const MERGE_PATCH = 'application/merge-patch+json'
const STRATEGIC_MERGE_PATCH = 'application/strategic-merge-patch+json'
const APPLY_YAML = 'application/apply-patch+yaml'

const patchTypeOf = (contentType: string | undefined): string => {
  const type = (contentType ?? '').split(';')[0]!.trim()
  if ([JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, APPLY_YAML].includes(type)) return type
  throw unsupportedMediaType('415: Unsupported Media Type', {})
}

/** A patched document that is no valid object: the real server names neither kind nor object here. */
const invalidPatch = (patched: unknown, why: string): StatusError =>
  invalidObject('', '', '', [invalid(FieldPath.of('patch'), stringifyJson(patched), why)])

/** The patched document, decoded as strictly as asked. */
const decodePatched = (
  target: Target,
  patched: unknown,
  duplicates: readonly string[],
  mode: FieldValidation,
  context: RequestContext,
): KubeObject => {
  const { served } = target
  const { kind } = served.registry.resource
  try {
    const { object, unknown } = decodeObject(served.schema, patched)
    const problems = strictProblems(duplicates, unknown)
    if (problems.length > 0 && mode === 'Strict')
      throw invalidPatch(patched, strictErrorText(problems))
    if (mode === 'Warn') problems.forEach(context.warn)
    return { ...object, kind, apiVersion: served.apiVersion }
  } catch (error) {
    if (error instanceof DecodeError) throw invalidPatch(patched, error.message)
    throw error
  }
}

interface ParsedPatch {
  readonly value: unknown
  readonly duplicates: readonly string[]
}

/** Strategic and JSON merge patches are JSON documents; a JSON patch parses its own. */
const parsePatch = (body: Buffer): ParsedPatch => {
  try {
    return parseJson(body.toString())
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest(error.message)
    throw error
  }
}

/** Applies one of the three kinds that name no owner of fields. */
const patched = (
  target: Target,
  type: string,
  patch: ParsedPatch,
  current: KubeObject,
): unknown => {
  if (type === JSON_PATCH) return applyJsonPatch(current, patch.value)
  if (type === MERGE_PATCH) return applyMergePatch(current, patch.value)
  return applyStrategicMergePatch(target.served.schema, current, patch.value)
}

/** Reads the configuration of a server-side apply and checks what it says it is. */
const parseConfig = (target: Target, body: Buffer, mode: FieldValidation): KubeObject => {
  const { served } = target
  let parsed: ParsedPatch
  try {
    parsed = parseYaml(body.toString())
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`error decoding YAML: ${error.message}`)
    throw error
  }
  const { value, duplicates } = parsed
  if (!isJsonObject(value)) throw badRequest('error decoding YAML: expected an object')
  if (mode === 'Strict' && duplicates.length > 0) {
    throw badRequest(
      `error strict decoding patch: ${strictErrorText(strictProblems(duplicates, []))}`,
    )
  }
  const config = value as unknown as KubeObject
  const { kind } = served.registry.resource
  const { group, version } = parseApiVersion(config.apiVersion ?? '')
  const expected = parseApiVersion(served.apiVersion)
  if (config.kind !== kind || group !== expected.group) {
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${config.kind ?? ''}`)
  }
  if (config.apiVersion !== served.apiVersion) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${config.apiVersion}, expected: ${served.apiVersion}`,
    )
  }
  return config
}

const respond = async (
  target: Target,
  update: ReturnType<Target['served']['registry']['update']>,
): Promise<Answer> => {
  const form = formOf(target.call, 'object')
  const { object, row, created } = await update
  const { served } = target
  const rendered =
    row === undefined ? renderObject(served, object, form) : renderRow(served, row, form)
  return answer(created ? 201 : 200, form, rendered)
}

/** Fills the URL's name into a configuration that has none. */
const named = (object: KubeObject, name: string): KubeObject =>
  (object.metadata?.name ?? '') === ''
    ? { ...object, metadata: { name, ...object.metadata } }
    : object

const applyObject = (target: Target): Promise<Answer> => {
  const { call, served, namespace, name, subresource } = target
  const options = patchOptions(call.info.query, true)
  const context = contextOf(call, options)
  const config = named(parseConfig(target, call.body, options.fieldValidation), name)
  checkName(config, name)
  const { registry } = served
  const { resource } = registry
  const strategy =
    subresource === '' ? resource.strategy : resource.subresources![subresource]!.strategy
  return respond(
    target,
    registry.update(context, {
      namespace,
      name,
      subresource,
      forceCreate: true,
      managersRecorded: true,
      authorizeCreate: () => authorizeCreate(target),
      change: (current) => {
        const uid = config.metadata.uid
        if (current === undefined && uid !== undefined) {
          throw conflict(
            { group: resource.group, resource: resource.resource },
            name,
            `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
          )
        }
        const { object } = applyPatch({
          schema: served.schema,
          live: current === undefined ? undefined : inVersion(served, current),
          config,
          manager: options.fieldManager,
          force: options.force,
          apiVersion: served.apiVersion,
          subresource,
          now: formatTime(context.clock.now()),
          resetFields: strategy.resetFields,
        })
        const decoded = decodeObject(served.schema, object).object
        return storable(served, { ...decoded, kind: resource.kind, apiVersion: served.apiVersion })
      },
    }),
  )
}

export const patchObject = (target: Target): Promise<Answer> => {
  const { call, served, namespace, name, subresource } = target
  const type = patchTypeOf(call.headers['content-type'])
  if (type === APPLY_YAML) return applyObject(target)
  const options = patchOptions(call.info.query, false)
  const context = contextOf(call, options)
  const patch = parsePatch(call.body)
  return respond(
    target,
    served.registry.update(context, {
      namespace,
      name,
      subresource,
      change: (current) => {
        if (current === undefined) return undefined
        const document = patched(target, type, patch, inVersion(served, current))
        const object = decodePatched(
          target,
          document,
          patch.duplicates,
          options.fieldValidation,
          context,
        )
        checkName(object, name)
        return served.registry.resource.strategy.applyDefaults(toStorage(served, object))
      },
    }),
  )
}
