import { JsonSyntaxError, parseJson, stringifyJson } from '../../../apimachinery/text/json.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { YamlError } from '../../../apimachinery/text/yaml/read.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'
import { parseYamlBody } from './yaml-thread.ts'

/**
 * Throws the 400 for invalid JSON, or YAML if `apply`; does nothing before 1.37. Called before
 * the object is read, for the audit log (`validateAndTranscodePatch` of
 * `k8s.io/apiserver/pkg/endpoints/handlers/patch.go`).
 */
export const checkPatchBody = (body: Buffer, apply: boolean, release: ReleaseFeatures): void => {
  if (!release.has('PatchReadFirst')) return
  try {
    if (apply) parseYamlBody(body)
    else parseJson(body.toString())
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest('invalid JSON patch')
    if (error instanceof YamlError) throw badRequest(`error encoding patch: ${error.message}`)
    throw error
  }
}

/** Returns the patch as JSON for the audit log; `apply`: the patch is YAML. */
export const patchJson = (body: Buffer, apply: boolean): string => {
  try {
    return stringifyJson((apply ? parseYamlBody(body) : parseJson(body.toString())).value)
  } catch {
    // this patch will be refused
    return JSON.stringify(body.toString())
  }
}
