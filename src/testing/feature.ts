/** A feature of the management API, listed in `src/server/testing.ts`. */
import type { MountedRequest, Reply } from '../apiserver/extensions.ts'
import { prettyJson } from '../apimachinery/text/json.ts'

export interface ManagementRequest extends MountedRequest {
  /** values of the path's placeholders */
  readonly parameters: Readonly<Record<string, string>>
}

/** Indented JSON. */
export const json = (body: object, code = 200): Reply => ({
  code,
  contentType: 'application/json',
  body: Buffer.from(`${prettyJson(body)}\n`),
})

/** Handles a request. Throws StatusError, or FieldProblem, which is answered with 400. */
export type ManagementAnswer = (request: ManagementRequest) => Reply | Promise<Reply>

/**
 * Handlers by method and path below `/csrlab/v1`; `{name}` matches one segment: `POST
 * /snapshots/{name}/restore`.
 */
export type Routes = Readonly<Record<string, ManagementAnswer>>

export interface Feature {
  /** first segment of its paths */
  readonly name: string
  /** purpose, in a few words */
  readonly about: string
  readonly routes: Routes
}
