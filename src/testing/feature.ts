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

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** below `/csrlab/v1`; `{name}` stands for one segment: `/snapshots/{name}/restore` */
  readonly path: string
  /** Throws StatusError, and FieldProblem, which is answered with 400. */
  answer(asked: ManagementRequest): Reply | Promise<Reply>
}

export interface Feature {
  /** first segment of its paths */
  readonly name: string
  /** purpose, in a few words */
  readonly about: string
  readonly routes: readonly Route[]
}
