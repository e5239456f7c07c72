/** The composition root: every part is made here, in the order in which a request meets them. No logic. */
import { join } from 'node:path'
import {
  clientAuthorities,
  rootAuthority,
  signerNames,
  signingAuthorities,
} from './boot/authorities.ts'
import { advertiseAddress, CLUSTER_IP, servingNames } from './boot/advertise.ts'
import { API_AUDIENCES, authenticators, bearerTokens, ISSUER } from './boot/authentication.ts'
import { backups } from './boot/backups.ts'
import { AdmissionChain } from './admission/chain.ts'
import { certificateApproval } from './admission/certificate-approval.ts'
import { certificateSigning } from './admission/certificate-signing.ts'
import { clusterTrustBundleAttest } from './admission/cluster-trust-bundle-attest.ts'
import { certificateSubjectRestriction } from './admission/certificate-subject-restriction.ts'
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts'
import { nodeRestriction } from './admission/node-restriction.ts'
import { nodeTaint } from './admission/node-taint.ts'
import { podAccount } from './admission/pod-account.ts'
import { podPriority } from './admission/pod-priority.ts'
import { podTolerations } from './admission/pod-tolerations.ts'
import { rbacEscalation } from './admission/rbac-escalation.ts'
import type { RequestContext } from './api/context.ts'
import type { CertificateSigningRequest } from './api/kinds/certificates.ts'
import type { Namespace } from './api/kinds/core.ts'
import type { Node } from './api/kinds/nodes.ts'
import type { Pod } from './api/kinds/pods.ts'
import type { KubeObject } from './api/meta.ts'
import { Turns } from './api/turns.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS, type UserInfo } from './api/user.ts'
import { AuditLog, type AuditTarget, fileTarget, streamTarget } from './audit/audit-log.ts'
import { AuditTrail } from './audit/trail.ts'
import { openIdDocuments } from './authn/openid.ts'
import { ServiceAccountKey } from './authn/service-account-key.ts'
import type { VerifyPeer } from './authn/x509.ts'
import { defaultPolicy } from './authz/default-policy/policy.ts'
import { NodeAuthorizer } from './authz/node.ts'
import { privilegedAuthorizer } from './authz/privileged.ts'
import { RbacAuthorizer } from './authz/rbac.ts'
import { RbacIndex } from './authz/rbac-index.ts'
import { UnionAuthorizer, unionRules } from './authz/union.ts'
import type { CertificateAuthority } from './ca/authority.ts'
import { verifyClientCertificate } from './ca/client-certificate.ts'
import type { Identity } from './ca/identity.ts'
import { encodePem } from './ca/pem.ts'
import { bootstrap } from './controllers/bootstrap.ts'
import { controllers } from './controllers/index.ts'
import { ensureKubernetesService } from './controllers/kubernetes-service.ts'
import { informRbacIndex } from './controllers/rbac-informer.ts'
import { App } from './http/app.ts'
import { Auditor } from './http/gate/audit.ts'
import { Discovery } from './http/endpoints/discovery.ts'
import { healthChecks } from './http/endpoints/health-checks.ts'
import { serveAs, type ServingIdentity, tlsOptions } from './http/wire/listener.ts'
import { Metrics } from './http/metrics/metrics.ts'
import { OpenApi } from './http/endpoints/openapi.ts'
import { Catalogue, serveAction, serveResource, serveVirtual } from './http/served.ts'
import { HealthSlis } from './http/endpoints/slis.ts'
import { buildText, versionInfo } from './http/version.ts'
import { adminIdentity, adminToken, servingIdentity } from './boot/identities.ts'
import { type Listening, listenOn } from './boot/listen.ts'
import { sharedOpenApi } from './boot/openapi.ts'
import { type AuditOptions, type ServerOptions, validateOptions } from './boot/options.ts'
import { Registry } from './registry/registry.ts'
import { Renewal } from './boot/renewal.ts'
import { clusterTrustBundles } from './resources/certificates/clustertrustbundle/resource.ts'
import { actions, resources, reviews } from './resources/index.ts'
import { checkRuntimeConfig, servedVersions } from './boot/runtime-config.ts'
import type { ObserveDuration } from './resources/certificates/csr/durations.ts'
import { startError } from './boot/start-error.ts'
import { openSealed } from './store/sealed-settings.ts'
import { openStore } from './store/sqlite.ts'
import { systemClock, systemEntropy } from './boot/system.ts'

export { ListenError } from './http/wire/listener.ts'
export type { Listening } from './boot/listen.ts'

export interface Injected {
  readonly code: number
  readonly body: Record<string, unknown>
}

export interface Server {
  readonly authority: CertificateAuthority
  /** the administrator's certificate and key, as they are now */
  readonly admin: Identity
  readonly adminToken: string
  /** Calls `task` whenever {@link admin} has been made anew, since the one before nears its end. */
  onNewAdmin(task: () => void): void
  /** Starts to serve. Throws ListenError. */
  listen(): Promise<Listening>
  /** A request of the administrator that does not leave the process. */
  inject(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object): Promise<Injected>
  /** Ends watches, finishes writes, closes everything in the reverse order. Idempotent. */
  close(): Promise<void>
}

/** The API server to itself. */
const SELF: UserInfo = {
  name: 'system:apiserver',
  groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED],
  extra: {},
}

/**
 * Makes a server that does not listen yet. Never prints, exits or takes signals. Throws OptionsError, OpenError, CaError,
 * AuditLogError and FileError, each of one sentence, for what cannot be used.
 */
export const createServer = async (given: ServerOptions = {}): Promise<Server> => {
  const options = validateOptions(given)
  let metrics: Metrics | undefined
  const observeDuration: ObserveDuration = (duration) => metrics?.observeCsrDuration(duration)
  const shelf = resources({ observeDuration })
  checkRuntimeConfig(options.runtimeConfig, shelf)
  const trustBundlesServed = servedVersions(clusterTrustBundles, options.runtimeConfig).length > 0
  const clock = given.clock ?? systemClock
  const entropy = given.entropy ?? systemEntropy
  const stopping = new AbortController()
  const turns = new Turns()

  const { audit, dataDir } = options
  const path = dataDir === undefined ? ':memory:' : join(dataDir, 'csrlab.db')
  const cleanUp: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    stopping.abort()
    for (let task = cleanUp.pop(); task !== undefined; task = cleanUp.pop()) await task()
  }
  try {
    const auditLog =
      audit && new AuditLog(auditTarget(audit), (problem) => app.fastify.log.error(problem))
    if (auditLog !== undefined) cleanUp.push(() => auditLog.close())
    const store = openStore({ path })
    cleanUp.push(() => store.close())
    const settings = openSealed(
      { settings: store.settings, entropy, path },
      options.encryptionPassphrase,
    )
    const keeping = { settings, clock, entropy }
    // the key of a new one is made on another thread, 50 ms or more, while what needs no CA is made here
    const comingAuthority = Promise.resolve(
      rootAuthority(keeping, options.caKeyType, options.authorities),
    )
    comingAuthority.catch(() => undefined)
    const token = adminToken(keeping, dataDir === undefined ? undefined : join(dataDir, 'token'))

    const { document, schemas } = sharedOpenApi()

    const roleIndex = new RbacIndex()
    const rbac = new RbacAuthorizer(roleIndex)
    const policy = defaultPolicy({ clusterTrustBundle: trustBundlesServed })
    const node = new NodeAuthorizer(
      policy.clusterRoles.find(({ metadata }) => metadata.name === 'system:node')?.rules ?? [],
    )
    const authorizer = new UnionAuthorizer([privilegedAuthorizer, node, rbac])

    const find = (resource: string, namespace: string, name: string): KubeObject | undefined => {
      const registry = registryOf('', resource)
      const row = registry.find(namespace, name)
      return row === undefined ? undefined : registry.decode(row)
    }
    const findPod = (namespace: string, name: string): Pod | undefined =>
      find('pods', namespace, name) as Pod | undefined
    const accountKey = new ServiceAccountKey(settings)
    const bearer = bearerTokens({ adminToken: token, accountKey, clock, find })
    const verifyPeer: VerifyPeer = ({ certificate, chain }) =>
      verifyClientCertificate(certificate, chain, trusted, clock.now())

    const hints = options.hints
      ? new (await import('./hints/hints.ts')).Hints({
          cluster: {
            now: () => clock.now(),
            request: (name) =>
              registryOf('certificates.k8s.io', 'certificatesigningrequests').latest('', name) as
                CertificateSigningRequest | undefined,
            signers: new Set(signerNames(options.authorities)),
            maximumSeconds: options.clusterSigningSeconds,
            authorizer,
            rbac: roleIndex,
          },
          verifyPeer,
          authorityName: () => authority.certificate.subject.commonName,
          report: (error, hint) => app.fastify.log.error({ err: error, hint }, 'a hint failed'),
        })
      : undefined

    const admission = new AdmissionChain([
      ...(hints === undefined ? [] : [hints.plugin]),
      namespaceLifecycle(
        (name) => registryOf('', 'namespaces').latest('', name) as Namespace | undefined,
      ),
      podAccount((...where) => find('serviceaccounts', ...where)),
      nodeRestriction(findPod, (name) => find('nodes', '', name) as Node | undefined),
      nodeTaint,
      podPriority,
      podTolerations,
      certificateApproval(authorizer),
      certificateSigning(authorizer),
      certificateSubjectRestriction,
      clusterTrustBundleAttest(authorizer),
      rbacEscalation({ authorizer, rules: rbac }),
    ])
    const registries = shelf.map((resource) => {
      const { storageGroup = resource.group, storageVersion, kind } = resource
      const schema = schemas.forKind({ group: storageGroup, version: storageVersion, kind })
      if (schema === undefined) throw new Error(`openapi.yaml does not describe ${kind}`)
      return new Registry(resource, { store, schema, admission, turns })
    })
    const registryOf = (group: string, name: string): Registry => {
      const found = registries.find(
        ({ resource }) => resource.group === group && resource.resource === name,
      )
      if (found === undefined) throw new Error(`${name}.${group} is not on the shelf`)
      return found
    }
    const rbacOf = (name: string): Registry => registryOf('rbac.authorization.k8s.io', name)
    const rbacRegistries = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'].map(
      rbacOf,
    )
    for (const registry of rbacRegistries) cleanUp.push(informRbacIndex(roleIndex, registry))

    const self: RequestContext = {
      user: SELF,
      clock,
      entropy,
      dryRun: false,
      fieldManager: 'kube-apiserver',
      warn: () => undefined,
      large: false,
      signal: stopping.signal,
    }
    const isNew = store.revision === 1
    await bootstrap(
      self,
      {
        namespaces: registryOf('', 'namespaces'),
        clusterRoles: rbacOf('clusterroles'),
        clusterRoleBindings: rbacOf('clusterrolebindings'),
        roles: rbacOf('roles'),
        roleBindings: rbacOf('rolebindings'),
      },
      policy,
    )
    // nobody can have seen what was before the first start: as on a real server, its revisions are too old to watch from
    if (isNew) store.compact(store.revision)

    const authority = await comingAuthority
    const signers = signingAuthorities(keeping, authority, options.authorities)
    const trusted = clientAuthorities(authority, signers, options.authorities)
    const [firstAdmin, serving] = await Promise.all([
      adminIdentity(keeping, authority),
      servingIdentity(keeping, authority, servingNames(options.host)),
    ])
    const served = ({ certificatePem, keyPem }: Identity): ServingIdentity => ({
      certificate: certificatePem,
      key: keyPem,
      clientAuthorities: trusted.map(({ raw }) => encodePem('CERTIFICATE', raw)),
    })

    const auditTrail =
      audit &&
      auditLog &&
      new AuditTrail({ policy: audit.policy, log: auditLog, now: () => clock.now() })
    const version = versionInfo(options.kubernetesVersion)
    const catalogue = new Catalogue(
      registries.flatMap((registry) =>
        servedVersions(registry.resource, options.runtimeConfig).map((form) =>
          serveResource(registry, form, schemas, Number(version.minor)),
        ),
      ),
      reviews({
        authorizer,
        rules: unionRules([node, rbac]),
        authenticateToken: (of, audiences) => bearer.authenticateToken(of, audiences),
      }).map((virtual) => serveVirtual(virtual, schemas)),
      actions({
        issuer: ISSUER,
        key: accountKey,
        apiAudiences: API_AUDIENCES,
        find: (...where) => find(...where)?.metadata,
        findPod,
        admission,
      }).map((action) => serveAction(action, schemas)),
    )
    const discovery = new Discovery(catalogue)
    const health = healthChecks({ stopping: stopping.signal })
    metrics = new Metrics({ catalogue, version, stopwatch: () => performance.now(), turns })
    const app: App = new App({
      services: { clock, entropy, catalogue, schemas, authorizer, metrics, hints, turns },
      endpoints: {
        discovery,
        openApi: new OpenApi(document, version.gitVersion, (path) => discovery.serves(path)),
        version,
        health,
        slis: new HealthSlis(health),
        openId: openIdDocuments(ISSUER, accountKey),
        backup: dataDir === undefined ? undefined : backups(store, dataDir, entropy),
      },
      authenticator: authenticators(verifyPeer, bearer),
      tls: tlsOptions(served(serving)),
      bounds: {
        inflight: {
          readOnly: options.maxRequestsInflight,
          mutating: options.maxMutatingRequestsInflight,
        },
        requestTimeoutMs: options.requestTimeoutSeconds * 1000,
      },
      logLevel: options.logLevel,
      auditor: auditTrail && new Auditor(auditTrail),
    })

    const running = controllers({
      auditTrail,
      build: buildText(version),
      registryOf,
      registries,
      authorizer,
      rootCa: authority.certificatePem,
      accountKey,
      signers,
      clusterSigningSeconds: options.clusterSigningSeconds,
      signerDelaySeconds: options.signerDelaySeconds,
      trustBundlesServed,
      self: SELF,
      clock,
      entropy,
      log: app.fastify.log,
      hints,
      signal: stopping.signal,
    })
    for (const controller of running) {
      controller.start()
      cleanUp.push(() => controller.stop())
    }
    let admin = firstAdmin
    let onNewAdmin = (): void => undefined
    const renewal = new Renewal(
      {
        clock,
        authority,
        report: (error, name) =>
          app.fastify.log.error({ err: error }, `the ${name} is not renewed`),
      },
      [
        {
          name: 'serving certificate',
          identity: serving,
          renew: (previous) =>
            servingIdentity(keeping, authority, servingNames(options.host), previous),
          use: (identity) => serveAs(app.fastify.server, served(identity)),
        },
        {
          name: "administrator's certificate",
          identity: firstAdmin,
          renew: () => adminIdentity(keeping, authority),
          use: (identity) => {
            admin = identity
            onNewAdmin()
          },
        },
      ],
    )
    // where the clock has jumped, the next look of the hour is late; the connection after this one has the new certificate
    app.fastify.server.on('connection', () => void renewal.check())
    cleanUp.push(() => renewal.stop())
    cleanUp.push(() => app.fastify.close())

    return {
      authority,
      get admin() {
        return admin
      },
      adminToken: token,
      onNewAdmin: (task) => void (onNewAdmin = task),
      listen: async () => {
        try {
          const listening = await listenOn(app, options)
          await ensureKubernetesService(self, {
            services: registryOf('', 'services'),
            endpoints: registryOf('', 'endpoints'),
            clusterIP: CLUSTER_IP,
            address: advertiseAddress(options.host),
            port: listening.port,
          })
          return listening
        } catch (error) {
          await close()
          throw startError(error, path)
        }
      },
      inject: (method, url, body) => app.inject(method, url, token, body),
      close,
    }
  } catch (error) {
    await close()
    throw startError(error, path)
  }
}

const auditTarget = ({ log }: AuditOptions): AuditTarget =>
  log === '-' ? streamTarget(process.stdout) : fileTarget(log)
