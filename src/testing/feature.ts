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

/** Throws StatusError, or FieldProblem for a 400. */
export type ManagementAnswer = (request: ManagementRequest) => Reply | Promise<Reply>

/** Answers by method and path below `/csrlab/v1`, such as `POST /snapshots/{name}/restore`. */
export type Routes = Readonly<Record<string, ManagementAnswer>>

export interface Feature {
  /** first segment of its paths */
  readonly name: string
  readonly about: string
  readonly routes: Routes
}
