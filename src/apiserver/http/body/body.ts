/** Decodes request bodies, with the errors of `k8s.io/apiserver/pkg/endpoints/handlers`. */
import { DecodeError, decodeObject } from '../../../apimachinery/schema/decode.ts'
import {
  type JsonObject,
  JsonSyntaxError,
  type ParsedJson,
  parseJson,
} from '../../../apimachinery/text/json.ts'
import { apiVersionOf, type KubeObject, parseApiVersion } from '../../../apimachinery/meta.ts'
import { decodeProtobuf, ProtobufError } from '../../../apimachinery/protobuf/envelope.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { strictErrors } from '../../../apimachinery/schema/strict.ts'
import { noTypeMeta, typeMetaOf } from '../../../apimachinery/schema/type-meta.ts'
import { badRequest, type StatusError, unsupportedMediaType } from '../../../apimachinery/status.ts'
import { countJsonValues, isMany, ManyValues } from '../../../apimachinery/text/many-values.ts'
import { type ParsedYaml, YamlError } from '../../../apimachinery/text/yaml/read.ts'
import { MEDIA_TYPES, type MediaType } from '../answer/negotiate.ts'
import { type ExpectedKind, kindProblem } from './kind.ts'
import { strictWarnings } from './strict-warnings.ts'
import { parseYamlBody } from './yaml-thread.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

/** The 415 for an unknown or malformed media type. */
export const unknownFormat = (): StatusError =>
  unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${MEDIA_TYPES.join(', ')}`,
  )

/** Throws the 415 for an unknown media type. */
export const bodyType = (mediaType: string): MediaType => {
  if (mediaType === '') return 'application/json'
  const known = MEDIA_TYPES.find((type) => type === mediaType)
  if (known !== undefined) return known
  throw unknownFormat()
}

const summary = (body: Buffer): string => {
  if (body.length === 0) return '<empty>'
  const head = body.subarray(0, 30)
  const shown = body[0] === 0x7b ? head.toString() : head.toString('hex')
  return body.length > 30 ? `${shown} ...` : shown
}

/** Go's reason why a body cannot be decoded; each handler makes its own response. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'
  readonly meta: { readonly kind: string; readonly version: string } | undefined
  constructor(why: string, meta?: UnreadableBody['meta']) {
    super(why)
    this.meta = meta
  }
}

/** Repeated keys are in `duplicates` for JSON, in `strictError` for YAML. */
export type ParsedBody = ParsedJson & ParsedYaml

/** Throws JsonSyntaxError, YamlError, ManyValues and StatusErrors. */
export const parseBody = (body: Buffer, isYaml: boolean): ParsedBody =>
  isYaml
    ? { duplicates: [], ...parseYamlBody(body) }
    : { strictError: undefined, ...parseJson(body.toString()) }

const parseText = (body: Buffer, mediaType: string) => {
  try {
    const { value, ...repeated } = parseBody(body, mediaType === 'application/yaml')
    const typeMeta = typeMetaOf(value)
    return { typeMeta, value: (value ?? Object.create(null)) as JsonObject, ...repeated }
  } catch (error) {
    if (error instanceof YamlError) throw new UnreadableBody(error.message)
    if (!(error instanceof JsonSyntaxError || error instanceof DecodeError)) throw error
    throw new UnreadableBody(noTypeMeta(error.message))
  }
}

/** Throws for another kind or version than `expected`, unless `expected.kindProblem` accepts it. */
const checkKind = (expected: ExpectedKind, apiVersion: string, kind: string): void => {
  const wanted = apiVersionOf(expected)
  if (apiVersion === wanted && kind === expected.kind) return
  const problem =
    expected.kindProblem === undefined
      ? kindProblem(expected, apiVersion, kind)
      : expected.kindProblem(apiVersion, kind)
  if (problem !== undefined) {
    throw new UnreadableBody(problem, { kind, version: parseApiVersion(apiVersion).version })
  }
  if (expected.kindProblem !== undefined) return
  throw badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`,
  )
}

export const strictErrorText = (problems: readonly string[]): string =>
  `strict decoding error: ${[...new Set(problems)].join(', ')}`

const decodeText = (
  body: Buffer,
  mediaType: string,
  expected: ExpectedKind,
  mode: FieldValidation,
  warn: (text: string) => void,
): KubeObject => {
  const { typeMeta, value, duplicates, strictError } = parseText(body, mediaType)
  const apiVersion = typeMeta.apiVersion || apiVersionOf(expected)
  const kind = typeMeta.kind || expected.kind
  checkKind(expected, apiVersion, kind)
  const { version } = expected
  try {
    const { object, hasUnknown } = decodeObject(expected.schema, value)
    const problems = strictErrors(expected.schema, value, hasUnknown, duplicates)
    if (strictError !== undefined) problems.unshift(strictError)
    if (problems.length > 0) {
      if (mode === 'Strict') throw new UnreadableBody(strictErrorText(problems), { kind, version })
      if (mode === 'Warn') problems.flatMap(strictWarnings).forEach(warn)
    }
    return { ...object, kind, apiVersion }
  } catch (error) {
    if (error instanceof DecodeError) throw new UnreadableBody(error.message, { kind, version })
    throw error
  }
}

/**
 * in bytes; shorter protobuf cannot exceed the limit on the number of values: an empty message
 * takes two bytes, and decodes to about a dozen required fields at most.
 */
const SHORT_PROTOBUF = 2000

const decodeBinary = (body: Buffer, expected: ExpectedKind): KubeObject => {
  const { group, version, kind } = expected
  try {
    const { object } = decodeProtobuf(
      body,
      (gvk) => {
        checkKind(expected, apiVersionOf(gvk), gvk.kind)
        return expected.schema
      },
      { group, version, kind },
    )
    const values =
      body.length < SHORT_PROTOBUF ? 0 : countJsonValues(Buffer.from(JSON.stringify(object)))
    if (isMany(values)) throw new ManyValues(values)
    return { ...object, kind, apiVersion: apiVersionOf(expected) }
  } catch (error) {
    if (error instanceof ProtobufError) throw new UnreadableBody(error.message)
    throw error
  }
}

/** Kind and apiVersion are optional. Throws {@link UnreadableBody}, ManyValues and StatusErrors. */
export const readBody = (
  body: Buffer,
  mediaType: string,
  expected: ExpectedKind,
  mode: FieldValidation,
  warn: (text: string) => void,
): KubeObject => {
  const type = bodyType(mediaType)
  return type === 'application/vnd.kubernetes.protobuf'
    ? decodeBinary(body, expected)
    : decodeText(body, type, expected, mode, warn)
}

/** Throws StatusErrors and ManyValues. */
export const decodeBody = (...read: Parameters<typeof readBody>): KubeObject => {
  try {
    return readBody(...read)
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error
    const [body, , { kind }] = read
    const { message, meta } = error
    throw badRequest(
      meta === undefined
        ? `the object provided is unrecognized (must be of type ${kind}): ${message} (${summary(body)})`
        : `${meta.kind} in version ${goQuote(meta.version)} cannot be handled as a ${kind}: ${message}`,
    )
  }
}
