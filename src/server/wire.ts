/** The third phase of a start: what is served, and the App that serves it. */
import type { AdmissionChain } from '../apiserver/admission/chain.ts'
import { restless } from '../apimachinery/clock.ts'
import { Rounds } from '../apimachinery/rounds.ts'
import type { Turns } from '../apimachinery/turns.ts'
import type { AuditTrail } from '../apiserver/audit/trail.ts'
import { openIdDocuments } from '../apiserver/authn/openid.ts'
import type { BearerAuthenticator } from '../apiserver/authn/bearer.ts'
import type { LentIdentities } from '../apiserver/authn/lent-identities.ts'
import type { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import type { Hints } from '../teaching/hints/hints.ts'
import { App, type AppParts } from '../apiserver/http/app.ts'
import { healthChecks } from '../apiserver/http/endpoints/health-checks.ts'
import { HealthSlis } from '../apiserver/http/endpoints/slis.ts'
import { Metrics } from '../apiserver/http/metrics/metrics.ts'
import { Catalogue, serveAction, serveResource, serveVirtual } from '../apiserver/http/served.ts'
import type { VersionInfo } from '../apiserver/http/version.ts'
import type { Front } from '../apiserver/http/wire/front.ts'
import { type ServingIdentity, tlsOptions } from '../apiserver/http/wire/listener.ts'
import type { Management } from '../testing/management.ts'
import { refreshOf } from '../apiserver/registry/refresh.ts'
import type { Release } from '../apimachinery/release/release.ts'
import type { SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import { actions, reviews } from '../resources/index.ts'
import { API_AUDIENCES, authenticators, ISSUER } from './authentication.ts'
import { backups } from './backups.ts'
import { sharedDescription } from './description.ts'
import type { Judges } from './judges.ts'
import { sharedOpenApi } from './openapi.ts'
import type { ValidOptions } from './options.ts'
import { registeredSchemas } from './registered-kinds.ts'
import { servedVersions } from './runtime-config.ts'
import type { Shelf } from './shelf.ts'
import type { State } from './state.ts'
import { systemStopwatch } from './system.ts'
import type { Trust } from './trust.ts'

interface WireParts {
  readonly state: State
  readonly shelf: Shelf
  readonly judges: Judges
  readonly admission: AdmissionChain
  readonly accountKey: ServiceAccountKey
  readonly bearer: BearerAuthenticator
  readonly lent: LentIdentities
  readonly trust: Trust
  readonly hints: Hints | undefined
  readonly auditTrail: AuditTrail
  readonly version: VersionInfo
  readonly turns: Turns
  readonly management: Management
  readonly log: AppParts['log']
  /** fires when the server is to be left, and later stops */
  readonly stopping: AbortSignal
  /** who the listener is at first; undefined: there is none */
  readonly serving: ServingIdentity | undefined
  /** for what else the listener serves */
  readonly front: Front | undefined
  readonly allowance: AppParts['allowance']
  /** where clients find it, without the scheme */
  readonly external: () => string
}

/** Watches that are told of a change in one round of the event loop: some milliseconds. */
const WATCHES_IN_A_ROUND = 256

/** All that is served. */
const catalogueOf = (
  { release, runtimeConfig }: Pick<ValidOptions, 'release' | 'runtimeConfig'>,
  { shelf, judges, admission, accountKey, bearer }: WireParts,
): Catalogue => {
  const { schemas } = sharedOpenApi(release)
  return new Catalogue(
    shelf.registries.flatMap((registry) =>
      servedVersions(registry.resource, runtimeConfig, release).map((form) =>
        serveResource(registry, form, schemas, release),
      ),
    ),
    reviews({
      authorizer: judges.authorizer,
      rules: judges.rules,
      authenticateToken: (of, audiences) => bearer.authenticateToken(of, audiences),
    }).map((virtual) => serveVirtual(virtual, schemas)),
    actions({
      issuer: ISSUER,
      key: accountKey,
      apiAudiences: API_AUDIENCES,
      find: (...where) => shelf.find(...where)?.metadata,
      findPod: (...where) => shelf.findPod(...where),
      admission,
    }).map((action) => serveAction(action, schemas)),
  )
}

/** The schemas of all kinds that the release knows. */
const knownSchemas = (release: Release, shelf: Shelf): SchemaSet =>
  registeredSchemas(
    sharedOpenApi(release).schemas,
    shelf.registries.map(({ resource }) => resource),
    release,
  )

/** Makes the App, which does not listen yet. */
export const wireApp = (options: ValidOptions, parts: WireParts): App => {
  const { state, judges, version, turns } = parts
  const { clock, entropy } = state
  const catalogue = catalogueOf(options, parts)
  const health = healthChecks({
    release: options.release,
    stopping: parts.stopping,
    store: state.store,
    clock: restless(clock),
  })
  return new App({
    services: {
      release: options.release,
      clock,
      entropy,
      catalogue,
      schemas: knownSchemas(options.release, parts.shelf),
      authorizer: judges.authorizer,
      metrics: new Metrics({
        catalogue,
        version,
        stopwatch: systemStopwatch,
        turns,
      }),
      hints: parts.hints,
      turns,
      watchRounds: new Rounds(WATCHES_IN_A_ROUND),
    },
    refresh: refreshOf(state.store),
    endpoints: {
      ...sharedDescription(catalogue, options.release, version.gitVersion),
      version,
      health,
      slis: new HealthSlis(health),
      started: clock.now(),
      flags: options.flags,
      openId: openIdDocuments(ISSUER, parts.accountKey, parts.external),
      backup:
        options.dataDir === undefined || state.backup === undefined
          ? undefined
          : backups(state.backup, options.dataDir, entropy),
      management: options.management ? parts.management : undefined,
    },
    authenticator: authenticators(parts.trust.verifyPeer, parts.bearer, parts.lent),
    tls: parts.serving && tlsOptions(parts.serving),
    front: parts.front,
    inflight: {
      readOnly: options.maxRequestsInflight,
      mutating: options.maxMutatingRequestsInflight,
    },
    requestTimeoutMs: options.requestTimeoutSeconds * 1000,
    allowance: parts.allowance,
    log: parts.log,
    auditTrail: parts.auditTrail,
    manager: parts.management,
  })
}
