/**
 * One cluster: made in three phases, in the order in which a request meets what they make, and
 * closed in the reverse of it. What is the same for every cluster of a process is made once and
 * shared; everything else hangs on the object that `createServer` returns.
 */
import { heldQuota } from '../apiserver/admission/held-quota.ts'
import type { PageParts } from '../teaching/page/parts.ts'
import type { RequestContext } from '../apimachinery/context.ts'
import { Turns } from '../apimachinery/turns.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS, type UserInfo } from '../apimachinery/user.ts'
import { LentIdentities } from '../apiserver/authn/lent-identities.ts'
import { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import { defaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import { advertiseAddress, CLUSTER_IP, externalAddress, localAddress } from './advertise.ts'
import { openAuditTrails } from './audit.ts'
import { ADMIN, bearerTokens } from './authentication.ts'
import { clientAuthorities, signingAuthorities } from './authorities.ts'
import { isClock, keepClock, makeClock } from './clock.ts'
import { Closing } from './closing.ts'
import { control } from './control.ts'
import { makeHints } from './hints.ts'
import { makeJudges } from './judges.ts'
import { type Listening, listenOn } from './listen.ts'
import { openLog, SILENT } from './log.ts'
import { makeManaging } from './managing.ts'
import { type Mount, type Mounted, mountedAt } from './mount.ts'
import { sharedOpenApi } from './openapi.ts'
import { type ServerOptions, validateOptions } from './options.ts'
import { OwnCertificates } from './own-certificates.ts'
import { openPodSigner, requirePodCertificates } from './pod-signer.ts'
import { checkRuntimeConfig, servedVersions } from './runtime-config.ts'
import { admissionChain, stockShelf, Shelf } from './shelf.ts'
import { startError } from './start-error.ts'
import { openState, type Slept, stateFile } from './state.ts'
import { systemClock, systemEntropy } from './system.ts'
import { Trust } from './trust.ts'
import { wireApp } from './wire.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Identity } from '../ca/identity.ts'
import { bootstrap } from '../controllers/bootstrap.ts'
import { ensureApiServerMaps } from '../controllers/api-server-maps.ts'
import { bootstrapNew, rememberNew } from '../controllers/bootstrap-new.ts'
import {
  ensureKubernetesService,
  leaveKubernetesService,
} from '../controllers/kubernetes-service.ts'
import type { App, Held } from '../apiserver/http/app.ts'
import { buildText, versionInfo } from '../apiserver/http/version.ts'
import type { Front } from '../apiserver/http/wire/front.ts'
import { Approvers } from '../testing/approvers/approvers.ts'
import type { Feature } from '../testing/feature.ts'
import type { ClusterClock } from '../testing/clock/cluster-clock.ts'
import type { Asker } from '../apiserver/client/call.ts'
import type { Populated } from '../testing/populate/populate.ts'
import type { FaultDoor } from '../testing/faults/program-faults.ts'
import { Journal } from '../testing/journal/journal.ts'
import { Worlds } from '../testing/worlds/worlds.ts'
import { hintControllers } from '../teaching/hints/controllers.ts'
import { resources } from '../resources/index.ts'
import type { Snapshots } from '../storage/store.ts'

export { ListenError } from '../apiserver/http/wire/listener.ts'
export type { Listening } from './listen.ts'

export type { Injected } from '../apiserver/client/call.ts'

/** The surroundings of a server that is not alone in its process. */
interface Together {
  /** it has no listener of its own, and its store is in memory */
  readonly mount?: Mount
  /** its listener serves others too */
  readonly front?: Front
  /** what the management API has more for them */
  readonly features?: () => readonly Feature[]
}

export interface Server {
  readonly authority: CertificateAuthority
  /**
   * the administrator's certificate and key, as they are now; of one that is mounted, {@link
   * Mounted.admin} makes them
   */
  readonly admin: Identity
  readonly adminToken: string
  /** the cluster's time */
  readonly clock: ClusterClock
  /** its last requests */
  readonly journal: Journal
  /** what is ordered to go wrong */
  readonly faults: FaultDoor
  /** by which rules requests for certificates are decided */
  readonly approvers: Approvers
  /**
   * Fills it with what the start is to have, and starts to serve. Throws ListenError, and
   * OptionsError for documents.
   */
  listen(): Promise<Listening>
  /** Resources that requests hold, to find leaks. */
  readonly held: Held
  /**
   * A request of the administrator that does not leave the process. `headers`: more than JSON in
   * both directions needs.
   */
  readonly inject: Asker['inject']
  /** what has come of the documents that the start fills it with, of each source */
  readonly populated: readonly Populated[]
  /**
   * Applies documents as the administrator, as a POST to /csrlab/v1/populate does; rejects as that
   * is refused.
   */
  populate(text: string): Promise<Populated>
  /** brings the cluster back to its beginning, or to a snapshot */
  readonly worlds: Worlds
  readonly snapshots: Snapshots
  readonly page: {
    /**
     * A link to the page that lets the administrator in, or `as`, once and within a minute; the
     * first one starts the page. Rejects with StatusErrors.
     */
    link(as?: string): Promise<string>
    /** The page shows this lab. `desk`: asked for each time. */
    useLab(desk: PageParts['lab']): void
  }
  /** undefined for one with a listener of its own */
  readonly mounted: Mounted | undefined
  /**
   * Whether its data file is still at its path: a folder may be deleted, and made anew by another
   * process.
   */
  isInPlace(): boolean
  /** From now on the listener and its connections do not keep the process alive. */
  unref(): void
  /** Ends watches, finishes writes, closes everything in the reverse order. Idempotent. */
  close(): Promise<void>
  /** Closes as {@link close}; resolves with the state that another server goes on with. */
  sleep(): Promise<Slept>
}

/** The API server to itself. */
const SELF: UserInfo = {
  name: 'system:apiserver',
  groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED],
  extra: {},
}

/**
 * Makes a server that does not listen yet, and goes on with what another one has `slept` in.
 * `together`: what it is part of. Never prints, exits or takes signals. Throws OptionsError,
 * OpenError, CaError, AuditLogError and FileError, each of one sentence, for what cannot be used.
 */
export const createServer = async (
  given: ServerOptions = {},
  slept?: Slept,
  { mount, front, features }: Together = {},
): Promise<Server> => {
  const options = validateOptions(given)
  const { release, runtimeConfig, authorities } = options
  const real = given.realTime ?? (isClock(given.clock) ? given.clock : systemClock)
  const clock = makeClock(given.clock, real)
  const clockAtFirst = clock.state
  const entropy = given.entropy ?? systemEntropy
  const policy = defaultPolicy(release)
  const shelf = new Shelf()
  const judges = makeJudges(policy)
  const { authorizer } = judges
  const shelved = resources({ authorizer, release })
  checkRuntimeConfig(runtimeConfig, shelved)
  const isServed = (name: string): boolean =>
    shelved.some(
      (resource) =>
        resource.resource === name && servedVersions(resource, runtimeConfig, release).length > 0,
    )
  const { podCertificateSigner } = options
  if (podCertificateSigner !== undefined) requirePodCertificates(isServed)
  const turns = new Turns()
  // what is asked of later must not keep the image
  const hasSlept = slept !== undefined
  const closing = new Closing()
  const { signal } = closing
  const close = (): Promise<void> => closing.close()
  try {
    const logger = mount === undefined ? await openLog(options.logLevel) : mount.log
    const log = logger ?? SILENT

    // state
    const auditTrails = openAuditTrails(options.audit, { clock, log }, closing)
    const isSet = given.clock !== undefined && !hasSlept
    const state = await openState(
      options,
      { clock, entropy, log, keepClock: (settings) => keepClock(clock, settings, isSet) },
      closing,
      slept,
      mount,
    )
    const { settings, adminToken } = state

    // shelf
    const { schemas } = sharedOpenApi(release)
    const trust = new Trust(clock)
    const hints = await makeHints(options, { clock, shelf, trust, judges, log })
    const admission = admissionChain(
      shelf,
      judges,
      hints?.plugins,
      mount && heldQuota(mount.most, mount.held),
    )
    stockShelf(shelf, state, { resources: shelved, schemas, admission, turns }, judges, closing)
    const self: RequestContext = {
      user: SELF,
      release,
      clock,
      entropy,
      dryRun: false,
      fieldManager: 'kube-apiserver',
      warn: () => undefined,
      large: false,
      signal,
    }
    const service = {
      services: shelf.registryOf('', 'services'),
      endpoints: shelf.registryOf('', 'endpoints'),
      clusterIP: CLUSTER_IP,
      address: advertiseAddress(options),
      isShared: state.isShared,
    }
    /** Once there is a port. */
    let ownObjects = (): Promise<void> => Promise.resolve()
    await (state.isNew && !state.isShared ? bootstrapNew : bootstrap)(self, shelf, policy)
    // nobody can have seen what was before the first start: as on a real server, its revisions are too old to watch from
    if (state.isNew) state.store.compact(state.store.revision)

    // wire
    const authority = await state.comingAuthority
    const signers = signingAuthorities(state, authority, authorities)
    trust.arrive(authority, clientAuthorities(authority, signers, authorities))
    const certificates = new OwnCertificates(options, state, authority, trust)
    const own = mount === undefined ? await certificates.make() : undefined
    const accountKey = new ServiceAccountKey(settings)
    const version = versionInfo(release)
    const lent = new LentIdentities(entropy)
    const { faults, approvers, worlds, journal, populate, atStart, page, management } =
      makeManaging(options, {
        state,
        shelf,
        trust,
        auditTrail: auditTrails.wire,
        authority,
        signers,
        clock,
        clockAtFirst,
        real,
        entropy,
        lent,
        slept: slept && { faults: slept.faults, rules: slept.rules, journal: slept.journal },
        features,
        limits: mount,
        app: () => app,
        local: () => mount?.local ?? localAddress(options.host, app.listener?.port ?? 0),
        refill: async () => {
          await bootstrap(self, shelf, policy)
          await ownObjects()
        },
      })
    if (state.isNew) worlds.begin()
    let populated: readonly Populated[] = []
    const app: App = wireApp(options, {
      lent,
      state,
      shelf,
      judges,
      admission,
      accountKey,
      bearer: bearerTokens({
        adminToken,
        accountKey,
        clock,
        find: (...where) => shelf.find(...where),
      }),
      trust,
      hints,
      auditTrail: auditTrails.wire,
      version,
      turns,
      management,
      log: logger,
      stopping: closing.leaving,
      // clients choose a certificate by the CAs that they are told, and a front serves other clusters
      serving:
        own && (front === undefined ? own.serving : { ...own.serving, clientAuthorities: [] }),
      front,
      allowance: mount?.allowance,
      external: () => mount?.external ?? externalAddress(options, app.listener?.port ?? 0),
    })

    const podSigner = await openPodSigner(state, podCertificateSigner)
    control(
      {
        auditTrail: auditTrails.controllers,
        build: buildText(version),
        shelf,
        authorizer,
        rootCa: authority.certificatePem,
        accountKey,
        signers,
        clusterSigningSeconds: options.clusterSigningSeconds,
        signerDelaySeconds: options.signerDelaySeconds,
        podSigner,
        isServed,
        orders: approvers,
        self: SELF,
        release,
        clock,
        entropy,
        log,
        more: hintControllers({
          hints,
          registryOf: (group, resource) => shelf.registryOf(group, resource),
          clock,
          log,
          signal,
        }),
        signal,
        turns,
        isShared: state.isShared,
        address: options.port === 0 ? undefined : externalAddress(options, options.port),
      },
      closing,
    )
    const { listener } = app
    closing.add(() => app.close())
    closing.add(() => page.close())
    closing.add(() => clock.stop())
    closing.add(() => journal.close())

    return {
      authority,
      get admin() {
        return certificates.admin
      },
      adminToken,
      clock,
      journal,
      faults,
      approvers,
      listen: async () => {
        try {
          if (!hasSlept)
            populated = await atStart.begin({ caPem: authority.certificatePem, now: clock.now() })
          const listening =
            listener === undefined ? mountedAt(mount!) : await listenOn(app, listener, options)
          if (options.ui) await page.open()
          const { port } = listening
          if (options.shutdownDelaySeconds > 0)
            closing.takeLeave(() => app.leave(options.shutdownDelaySeconds * 1000))
          ownObjects = async () => {
            await Promise.all([
              ensureKubernetesService(self, { ...service, port }),
              ensureApiServerMaps(
                self,
                shelf.registryOf('', 'configmaps'),
                trust.clientAuthorities,
              ),
            ])
          }
          await ownObjects()
          if (state.isShared)
            closing.add(() =>
              leaveKubernetesService(self, { ...service, port }).catch((error: unknown) =>
                log.warn({ err: error }, 'the endpoints of the Service kubernetes still name it'),
              ),
            )
          return listening
        } catch (error) {
          await close()
          throw startError(error, stateFile(options))
        }
      },
      get held() {
        return app.held
      },
      inject: (method, url, body, headers) => app.inject(method, url, adminToken, body, headers),
      get populated() {
        return populated
      },
      populate: (text) => populate.apply(text, ADMIN),
      worlds,
      snapshots: state.store.snapshots,
      page: {
        link: (as) => page.link(ADMIN, as),
        useLab: (desk) => page.useLab(desk),
      },
      mounted: mount && {
        handle: (request, response) => app.handle(request, response),
        admin: async () => (await certificates.make()).admin,
        identity: async () => (await certificates.make()).serving,
        begun: () => rememberNew(shelf, policy),
        image: () => state.imageNow!(),
      },
      isInPlace: () => state.isInPlace?.() ?? true,
      unref: () => {
        listener?.unref()
        page.unref()
      },
      close,
      sleep: async () => {
        const coming = state.image?.()
        await close()
        return {
          image: await coming,
          adminToken,
          faults: faults.faults.all(),
          rules: approvers.rules,
          journal: journal.kept,
        }
      },
    }
  } catch (error) {
    await close()
    throw startError(error, stateFile(options))
  }
}
