/** The sixth phase of startup: the catalogue of what is served, and the App that serves it. */
import { unstoppableClock } from '../apimachinery/clock.ts'
import { Rounds } from '../apimachinery/rounds.ts'
import type { SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import type { AuthenticateToken } from '../apiserver/authn/bearer.ts'
import { openIdDocuments } from '../apiserver/authn/openid.ts'
import { type HttpServer, httpServer } from '../apiserver/http/server.ts'
import type { EndpointParts } from '../apiserver/http/endpoints/parts.ts'
import { healthChecks } from '../apiserver/http/endpoints/health-checks.ts'
import { healthSlis } from '../apiserver/http/endpoints/slis.ts'
import { metricsOf } from '../apiserver/http/metrics/metrics.ts'
import { Catalogue, servePost, serveResource } from '../apiserver/http/served.ts'
import { versionInfo } from '../apiserver/http/version.ts'
import { refreshOf } from '../apiserver/registry/guaranteed-write.ts'
import { posts } from '../resources/index.ts'
import type { Access } from './access.ts'
import type { Api } from './api.ts'
import { authenticators, tokens } from './authentication.ts'
import { backups } from './backups.ts'
import type { Base } from './base.ts'
import type { Closing } from './closing.ts'
import { sharedDescription } from './description.ts'
import type { Host } from './host.ts'
import type { Listener } from './listener.ts'
import type { Pki } from './pki.ts'
import { registeredSchemas } from './registered-kinds.ts'
import { servedVersions } from './runtime-config.ts'
import type { State } from './state.ts'
import { systemStopwatch } from './system.ts'

/** Number of watches to notify per round of the event loop: a round takes a few milliseconds. */
const WATCHES_IN_A_ROUND = 256

export interface Plane {
  readonly base: Base
  readonly access: Access
  readonly state: State
  readonly api: Api
  readonly pki: Pki
  readonly listener: Listener
}

const catalogueOf = (
  { base, access, api, pki }: Plane,
  schemas: SchemaSet,
  authenticateToken: AuthenticateToken,
): Catalogue => {
  const { release, runtimeConfig } = base.options
  const { objects, registries, admission } = api
  return new Catalogue(
    registries.registries.flatMap((registry) =>
      servedVersions(registry.resource, runtimeConfig, release).map((form) =>
        serveResource(registry, form, schemas, release),
      ),
    ),
    posts({
      authorizer: access.authorizer,
      rules: access.rules,
      authenticateToken,
      key: pki.accountKey,
      find: (...where) => objects.find(...where)?.metadata,
      findPod: (...where) => objects.findPod(...where),
      admission,
    }).map((post) => servePost(post, schemas)),
  )
}

const endpointsOf = (
  { base, state, pki, listener }: Plane,
  catalogue: Catalogue,
  closing: Closing,
): EndpointParts => {
  const { options, clock, entropy } = base
  const version = versionInfo(options.release)
  const health = healthChecks({
    release: options.release,
    stopping: closing.leaving,
    store: state.store,
    clock: unstoppableClock(clock),
  })
  return {
    ...sharedDescription(catalogue, options.release, version.gitVersion),
    version,
    health,
    slis: healthSlis(health),
    started: clock.now(),
    flags: options.flags,
    openId: openIdDocuments(pki.accountKey, () => listener.external),
    backup:
      options.dataDir === undefined || state.file === undefined
        ? undefined
        : backups(state.file, options.dataDir, entropy),
  }
}

export const makeApp = (plane: Plane, host: Host, closing: Closing): HttpServer => {
  const { base, access, state, api, pki, listener } = plane
  const { options, clock, entropy } = base
  const { release } = options
  const { turns } = api
  const authenticateToken = tokens(base, state, api, pki)
  const schemas = registeredSchemas(api.schemas, access.resources, release)
  const catalogue = catalogueOf(plane, schemas, authenticateToken)
  const endpoints = endpointsOf(plane, catalogue, closing)
  return httpServer(
    {
      release,
      clock,
      entropy,
      catalogue,
      schemas,
      authorizer: access.authorizer,
      metrics: metricsOf({
        catalogue,
        version: endpoints.version,
        stopwatch: systemStopwatch,
        turns,
      }),
      turns,
      watchRounds: new Rounds(WATCHES_IN_A_ROUND),
      refresh: refreshOf(state.store),
      endpoints,
      authenticate: authenticators(pki.trust.verifyPeer, authenticateToken, pki.lent),
      requestTimeoutMs: options.requestTimeout * 1000,
      allowance: host.limits?.allowance,
      log: base.serverLog,
      auditTrail: base.audit.wire,
    },
    {
      readOnly: options.maxRequestsInflight,
      mutating: options.maxMutatingRequestsInflight,
    },
    listener.listening,
  )
}
