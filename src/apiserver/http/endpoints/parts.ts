import type { OpenIdDocuments } from '../../authn/openid.ts'
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
