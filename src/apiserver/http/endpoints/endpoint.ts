/** What an endpoint beside resources says of itself; the table of them is in `table.ts`. */
import type { OpenIdDocuments } from '../../authn/openid.ts'
import type { Mount } from '../../extensions.ts'
import type { GateName, Release } from '../../../apimachinery/release/release.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { VersionInfo } from '../version.ts'
import type { Discovery } from './discovery.ts'
import type { HealthCheck, HealthEndpoint } from './health.ts'
import type { OpenApi } from './openapi.ts'
import type { HealthSlis } from './slis.ts'

/** What endpoints answer from. */
export interface EndpointParts {
  readonly discovery: Discovery
  readonly openApi: OpenApi
  readonly openId: OpenIdDocuments
  readonly version: VersionInfo
  readonly health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>
  readonly slis: HealthSlis
  /** when the server was started, milliseconds since the epoch */
  readonly started: number
  /** what each flag is set to, by name */
  readonly flags: Readonly<Record<string, string>>
  /** copies the state to a file beside it, and resolves with the file's name; undefined: there is no folder for it */
  readonly backup: (() => Promise<string>) | undefined
  /** undefined: there is no management API */
  management?: Mount
}

export interface Endpoint {
  /** exactly; one that ends in a slash stands for everything below it too, as on Go's mux */
  readonly path: string
  /** it is there where this gate is on */
  readonly gate?: GateName
  /**
   * The media types that go-restful's router gives it in: it is asked with GET, with or without a slash at its end, and what is below
   * it is the router's 404. Undefined: it stands on the mux itself.
   */
  readonly produces?: readonly string[]
  /** what it may be asked with on the mux; default: anything */
  readonly methods?: readonly string[]
  /** what `/` lists for it; default: its path */
  readonly listed?: (parts: EndpointParts) => readonly string[]
  /** Undefined: no such page. Throws the StatusErrors of a router. */
  answer(call: Call, parts: EndpointParts): Answer | Promise<Answer> | undefined
}

/** Whether the release has it. */
export const isThere = ({ gate }: Endpoint, release: Release): boolean =>
  gate === undefined || release.has(gate)
