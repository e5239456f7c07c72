import type { GateName, Release } from '../../../apimachinery/release/release.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { EndpointParts } from './parts.ts'

export interface Endpoint {
  /** a trailing slash covers everything below, as on Go's mux */
  readonly path: string
  readonly gate?: GateName
  /**
   * media types of a go-restful route, which allows only GET and an optional trailing slash;
   * undefined: a handler of Go's mux
   */
  readonly produces?: readonly string[]
  /** paths that `/` lists; default: {@link path} */
  readonly listed?: (parts: EndpointParts) => readonly string[]
  /** If the result is undefined, the client gets a 404. Throws StatusErrors. */
  answer(call: Call, parts: EndpointParts): Answer | Promise<Answer> | undefined
}

export const isThere = ({ gate }: Endpoint, release: Release): boolean =>
  gate === undefined || release.has(gate)
