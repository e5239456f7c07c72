import { JsonSyntaxError, stringifyJson } from '../../../apimachinery/text/json.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { YamlError } from '../../../apimachinery/text/yaml/read.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'
import { parseBody, type ParsedBody } from './body.ts'

/** Parses on the first call. Throws {@link parseBody}'s errors. */
export type ReadPatch = () => ParsedBody

export const patchReader = (body: Buffer, isYaml: boolean): ReadPatch => {
  let parsed: ParsedBody | undefined
  return () => (parsed ??= parseBody(body, isYaml))
}

/**
 * Throws the 400 for a malformed patch before the object is read; does nothing before 1.37
 * (`validateAndTranscodePatch` of `k8s.io/apiserver/pkg/endpoints/handlers/patch.go`).
 */
export const checkPatch = (read: ReadPatch, release: ReleaseFeatures): void => {
  if (!release.has('PatchReadFirst')) return
  try {
    read()
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest('invalid JSON patch')
    if (error instanceof YamlError) throw badRequest(`error encoding patch: ${error.message}`)
    throw error
  }
}

export const patchJson = (read: ReadPatch, body: Buffer): string => {
  try {
    return stringifyJson(read().value)
  } catch {
    // the handler will refuse this patch
    return JSON.stringify(body.toString())
  }
}
