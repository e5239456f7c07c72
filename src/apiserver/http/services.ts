import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { Rounds } from '../../apimachinery/rounds.ts'
import type { SchemaSet } from '../../apimachinery/schema/schema-compile.ts'
import type { Turns } from '../../apimachinery/turns.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { ServerExtension } from '../extensions.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Catalogue } from './served.ts'

export interface Services extends ServerExtension {
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly catalogue: Catalogue
  readonly schemas: SchemaSet
  readonly authorizer: Authorizer
  readonly metrics: Metrics
  readonly turns: Turns
  /** spreads watch events over rounds of the event loop */
  readonly watchRounds: Rounds
}
