/**
 * The declaration of a feature of the management API: a folder here, and a line in
 * `src/server/testing.ts`.
 */
import type { MountedRequest, Reply } from '../apiserver/extensions.ts'
import { prettyJson } from '../apimachinery/text/json.ts'

/** A request for a route of a feature. */
export interface Asked extends MountedRequest {
  /** by the names that stand between braces in the route's path */
  readonly parameters: Readonly<Record<string, string>>
}

/** An answer in JSON, indented for whoever reads it at a terminal. */
export const json = (body: object, code = 200): Reply => ({
  code,
  contentType: 'application/json',
  body: Buffer.from(`${prettyJson(body)}\n`),
})

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** below `/csrlab/v1`; `{name}` stands for one segment: `/snapshots/{name}/restore` */
  readonly path: string
  /**
   * Throws a StatusError for what cannot be done, and a FieldProblem for what cannot be read; that
   * one is answered with 400.
   */
  answer(asked: Asked): Reply | Promise<Reply>
}

export interface Feature {
  /** the first segment of its paths */
  readonly name: string
  /** what it is for, in a few words */
  readonly about: string
  readonly routes: readonly Route[]
}
