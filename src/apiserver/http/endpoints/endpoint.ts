import type { OpenIdDocuments } from '../../authn/openid.ts'
import type { GateName, Release } from '../../../apimachinery/release/release.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { VersionInfo } from '../version.ts'
import type { Discovery } from './discovery.ts'
import type { HealthCheck, HealthEndpoint } from './health.ts'
import type { OpenApi } from './openapi.ts'

export interface EndpointParts {
  readonly discovery: Discovery
  readonly openApi: OpenApi
  readonly openId: OpenIdDocuments
  readonly version: VersionInfo
  readonly health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>
  readonly slis: { text(): Promise<string> }
  /** start of the server, milliseconds since the epoch */
  readonly started: number
  readonly flags: Readonly<Record<string, string>>
  /**
   * copies the database within the data folder, and resolves with the copy's file name; undefined:
   * no data folder, or one without a database
   */
  readonly backup: (() => Promise<string>) | undefined
}

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
