/** PATCH in its four kinds (`k8s.io/apiserver/pkg/endpoints/handlers/patch.go`). */
import { WriteContext } from '../call.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { DecodeError, decodeObject } from '../../../apimachinery/schema/decode.ts'
import { FieldPath, invalid } from '../../../apimachinery/field.ts'
import { JsonSyntaxError, stringifyJson } from '../../../apimachinery/text/json.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { unknownFields } from '../../../apimachinery/schema/strict.ts'
import { noTypeMeta, typeMetaOf } from '../../../apimachinery/schema/type-meta.ts'
import { conversionError } from '../../../apimachinery/patch/conversion-error.ts'
import { goText } from '../../../apimachinery/text/go-text.ts'
import { patchAfterMerge } from '../../../apimachinery/patch/patch-after-merge.ts'
import { applyJsonPatch, jsonPatchProblems } from '../../../apimachinery/patch/json-patch.ts'
import { applyMergePatch, NO_PATCH } from '../../../apimachinery/patch/merge-patch.ts'
import { applyStrategicMergePatch } from '../../../apimachinery/patch/strategic-merge-patch.ts'
import {
  badRequest,
  invalidObject,
  type StatusError,
  unsupportedMediaType,
} from '../../../apimachinery/status.ts'
import { withNamespace } from '../../registry/create.ts'
import { checkName } from '../../registry/keys.ts'
import type { WriteResult } from '../../registry/state.ts'
import { type FieldValidation, type ParsedBody, strictErrorText } from '../body/body.ts'
import type { Answer } from '../answer/answer.ts'
import { kindProblem } from '../body/kind.ts'
import { inVersion, type ServedResource } from '../served.ts'
import { checkPatch, patchJson, patchReader, type ReadPatch } from '../body/patch-body.ts'
import { patchOptions } from '../body/write-options.ts'
import { applyBody } from './apply.ts'
import { formOf } from '../answer/form.ts'
import { requireName, shapeOf, type Target } from './target.ts'
import { storable, writtenAnswer } from './writing.ts'

const APPLY_YAML = 'application/apply-patch+yaml'

/** Differences between the three kinds other than apply. */
interface PatchKind {
  /** `validated`: `fieldValidation` is not Ignore. */
  syntaxText(message: string, validated: boolean): string
  problems(patch: ParsedBody): string[]
  apply(served: ServedResource, current: KubeObject, patch: unknown, validated: boolean): unknown
  /** Returns the invalid value that the 422 shows. */
  shown(served: ServedResource, current: KubeObject, patch: unknown, patched: unknown): string
  /** whether kind and version of the result, if both are present, must be those of the URL */
  readonly checksKind: boolean
  /** Returns the error for a result that the decoder rejects; default: the decoder's error. */
  misfit?(served: ServedResource, patched: unknown): string | undefined
  unknownOrder?(paths: readonly string[]): readonly string[]
}

const DECODING = 'error decoding patch: '

const duplicateProblems = ({ duplicates }: ParsedBody): string[] =>
  duplicates.map((path) => `duplicate field ${goQuote(path)}`)

const WHOLE: Pick<PatchKind, 'shown' | 'checksKind'> = {
  shown: (_served, _current, _patch, patched) => stringifyJson(patched),
  checksKind: true,
}

const KINDS: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': {
    syntaxText: (message, validated) => (validated ? `${DECODING}${message}` : message),
    problems: ({ value, duplicates }) => jsonPatchProblems(value, duplicates),
    apply: (_served, current, patch, validated) => applyJsonPatch(current, patch, validated),
    ...WHOLE,
  },
  'application/merge-patch+json': {
    syntaxText: (message, validated) => (validated ? `${DECODING}${message}` : NO_PATCH),
    problems: duplicateProblems,
    apply: (_served, current, patch, validated) => applyMergePatch(current, patch, validated),
    ...WHOLE,
  },
  'application/strategic-merge-patch+json': {
    syntaxText: (message) => message,
    problems: duplicateProblems,
    apply: ({ schema }, current, patch) => applyStrategicMergePatch(schema, current, patch),
    shown: ({ schema }, current, patch) => goText(patchAfterMerge(schema, current, patch)),
    checksKind: false,
    misfit: ({ schema }, patched) => conversionError(schema, patched),
    unknownOrder: (paths) => paths.toSorted(),
  },
}

/** In this error, the real server names neither kind nor object. */
const invalidPatch = (shown: string, why: string): StatusError =>
  invalidObject('', '', '', [invalid(FieldPath.of('patch'), shown, why)])

const parsePatch = (kind: PatchKind, read: ReadPatch, mode: FieldValidation): ParsedBody => {
  try {
    return read()
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw badRequest(kind.syntaxText(error.message, mode !== 'Ignore'))
    }
    throw error
  }
}

const otherKind = (served: ServedResource, patched: unknown): string | undefined => {
  let meta
  try {
    meta = typeMetaOf(patched)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return noTypeMeta(error.message)
  }
  const { apiVersion, kind } = meta
  if (apiVersion === '' || kind === '') return undefined
  if (apiVersion === served.apiVersion && kind === served.kind) return undefined
  return kindProblem(served, apiVersion, kind)
}

const decodePatched = (
  target: Target,
  kind: PatchKind,
  patch: ParsedBody,
  current: KubeObject,
  patched: unknown,
  mode: FieldValidation,
  context: RequestContext,
): KubeObject => {
  const { served } = target
  const shown = (): string => kind.shown(served, current, patch.value, patched)
  try {
    const problem = kind.checksKind ? otherKind(served, patched) : undefined
    if (problem !== undefined) throw new DecodeError(problem)
    const { object, hasUnknown } = decodeObject(served.schema, patched)
    if (mode !== 'Ignore') {
      const unknown = hasUnknown ? unknownFields(served.schema, patched) : []
      const paths = kind.unknownOrder?.(unknown) ?? unknown
      const problems = [
        ...kind.problems(patch),
        ...paths.map((path) => `unknown field ${goQuote(path)}`),
      ]
      if (problems.length > 0 && mode === 'Strict') {
        throw invalidPatch(shown(), strictErrorText(problems))
      }
      problems.forEach(context.warn)
    }
    return { ...object, kind: served.kind, apiVersion: served.apiVersion }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw invalidPatch(shown(), kind.misfit?.(served, patched) ?? error.message)
  }
}

const patchedBody = async (
  target: Target,
  kind: PatchKind,
  read: ReadPatch,
  mode: FieldValidation,
  context: RequestContext,
): Promise<WriteResult<KubeObject>> => {
  const { served, namespace, name, subresource } = target
  return served.registry.update(context, {
    namespace,
    name,
    subresource,
    form: served.form,
    *change(current) {
      if (current === undefined) return undefined
      // before 1.37, the patch is parsed only if the object exists (`applyPatchToCurrentObject`)
      const patch = parsePatch(kind, read, mode)
      yield
      const before = inVersion(served, current)
      const patched = kind.apply(served, before, patch.value, mode !== 'Ignore')
      yield
      const object = decodePatched(target, kind, patch, before, patched, mode, context)
      const placed = withNamespace(served.registry, object, namespace)
      checkName(placed, name)
      return storable(served, placed)
    },
  })
}

export const handlePatch = async (target: Target): Promise<Answer> => {
  const { call } = target
  const { mediaType } = call
  const apply = mediaType === APPLY_YAML
  const kind = Object.hasOwn(KINDS, mediaType) ? KINDS[mediaType] : undefined
  if (kind === undefined && !apply) throw unsupportedMediaType('415: Unsupported Media Type', {})
  requireName(target.name)
  const form = formOf(call, shapeOf(target))
  const options = patchOptions(call, apply)
  const context = new WriteContext(call, options)
  const read = patchReader(call.body, apply)
  checkPatch(read, call.release)
  if (context.large) await call.cluster.turns.next(call)
  call.audit?.sent(() => patchJson(read, call.body))
  const written = await (kind === undefined
    ? applyBody(target, read, options, context)
    : patchedBody(target, kind, read, options.fieldValidation, context))
  return writtenAnswer(target, written, form)
}
