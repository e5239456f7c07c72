/** The composition root: every part is made here, in the order in which a request meets them. No logic. */
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AdmissionChain } from './admission/chain.ts'
import { certificateApproval } from './admission/certificate-approval.ts'
import { certificateSigning } from './admission/certificate-signing.ts'
import { certificateSubjectRestriction } from './admission/certificate-subject-restriction.ts'
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts'
import { rbacEscalation } from './admission/rbac-escalation.ts'
import type { RequestContext } from './api/context.ts'
import type { Namespace } from './api/core.ts'
import { compileSchemas } from './api/schema-compile.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS, type UserInfo } from './api/user.ts'
import { anonymous } from './authn/anonymous.ts'
import { BearerAuthenticator } from './authn/bearer.ts'
import { hashToken, StaticTokens } from './authn/token.ts'
import { UnionAuthenticator } from './authn/union.ts'
import { clientCertificates } from './authn/x509.ts'
import { defaultPolicy } from './authz/default-policy/policy.ts'
import { privilegedAuthorizer } from './authz/privileged.ts'
import { RbacAuthorizer } from './authz/rbac.ts'
import { RbacIndex } from './authz/rbac-index.ts'
import { UnionAuthorizer } from './authz/union.ts'
import type { CertificateAuthority } from './ca/authority.ts'
import { verifyClientCertificate } from './ca/client-certificate.ts'
import type { Identity } from './ca/identity.ts'
import { bootstrap } from './controllers/bootstrap.ts'
import { controllers } from './controllers/index.ts'
import { informRbacIndex } from './controllers/rbac-informer.ts'
import { App } from './http/app.ts'
import { Discovery } from './http/discovery.ts'
import { healthChecks } from './http/health-checks.ts'
import { listenError, tlsOptions } from './http/listener.ts'
import { Metrics } from './http/metrics.ts'
import { OpenApi } from './http/openapi.ts'
import { Catalogue, serveResource, serveVirtual } from './http/served.ts'
import { HealthSlis } from './http/slis.ts'
import { versionInfo } from './http/version.ts'
import {
  ADMIN_NAME,
  adminIdentity,
  adminToken,
  rootAuthority,
  servingIdentity,
} from './identities.ts'
import { loadOpenApiDocument } from './openapi.ts'
import { type ServerOptions, validateOptions } from './options.ts'
import { Registry } from './registry/registry.ts'
import { RESOURCES, reviews } from './resources/index.ts'
import { openStore } from './store/sqlite.ts'
import { systemClock, systemEntropy } from './system.ts'

export { ListenError } from './http/listener.ts'

export interface Injected {
  readonly code: number
  readonly body: Record<string, unknown>
}

export interface Server {
  readonly authority: CertificateAuthority
  /** the administrator's certificate and key */
  readonly admin: Identity
  readonly adminToken: string
  /** Starts to serve. Throws ListenError. */
  listen(): Promise<{ url: string; port: number }>
  /** A request of the administrator that does not leave the process. */
  inject(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object): Promise<Injected>
  /** Ends watches, finishes writes, closes everything in the reverse order. Idempotent. */
  close(): Promise<void>
}

const API_AUDIENCES = ['https://kubernetes.default.svc.cluster.local']

const ADMIN: UserInfo = {
  name: ADMIN_NAME,
  groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED],
  extra: {},
}

/** The API server to itself. */
const SELF: UserInfo = {
  name: 'system:apiserver',
  groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED],
  extra: {},
}

/**
 * Makes a server that does not listen yet. Never prints, exits or takes signals. Throws OptionsError, OpenError and CaError, each
 * of one sentence, for what cannot be used.
 */
export const createServer = async (given: ServerOptions = {}): Promise<Server> => {
  const options = validateOptions(given)
  const clock = given.clock ?? systemClock
  const entropy = given.entropy ?? systemEntropy
  const stopping = new AbortController()

  const store = openStore({
    path: options.dataDir === undefined ? ':memory:' : join(options.dataDir, 'csrlab.db'),
  })
  const cleanUp: (() => unknown)[] = [() => store.close()]
  const close = async (): Promise<void> => {
    stopping.abort()
    for (let task = cleanUp.pop(); task !== undefined; task = cleanUp.pop()) await task()
  }
  try {
    const keeping = { settings: store.settings, clock, entropy }
    const authority = await rootAuthority(keeping, options.caKeyType)
    const [admin, serving] = await Promise.all([
      adminIdentity(keeping, authority),
      servingIdentity(keeping, authority, servingNames(options.host)),
    ])
    const token = adminToken(keeping)

    const document = loadOpenApiDocument()
    const schemas = compileSchemas(document)

    const roleIndex = new RbacIndex()
    const rbac = new RbacAuthorizer(roleIndex)
    const authorizer = new UnionAuthorizer([privilegedAuthorizer, rbac])

    const bearer = new BearerAuthenticator(
      [new StaticTokens([{ sha256: hashToken(token), user: ADMIN }], API_AUDIENCES)],
      API_AUDIENCES,
    )
    const clientAuthorities = [authority.certificate]
    const authenticator = new UnionAuthenticator(
      [
        clientCertificates(({ certificate, chain }) =>
          verifyClientCertificate(certificate, chain, clientAuthorities, clock.now()),
        ),
        bearer,
      ],
      anonymous,
    )

    const admission = new AdmissionChain([
      namespaceLifecycle(
        (name) => registryOf('', 'namespaces').latest('', name) as Namespace | undefined,
      ),
      certificateApproval(authorizer),
      certificateSigning(authorizer),
      certificateSubjectRestriction,
      rbacEscalation({ authorizer, rules: rbac }),
    ])
    const registries = RESOURCES.map((resource) => {
      const { storageGroup = resource.group, storageVersion, kind } = resource
      const schema = schemas.forKind({ group: storageGroup, version: storageVersion, kind })
      if (schema === undefined) throw new Error(`openapi.yaml does not describe ${kind}`)
      return new Registry(resource, { store, schema, admission })
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
      defaultPolicy(),
    )
    // nobody can have seen what was before the first start: as on a real server, its revisions are too old to watch from
    if (isNew) store.compact(store.revision)

    const catalogue = new Catalogue(
      registries.flatMap((registry) =>
        registry.resource.versions.map((version) => serveResource(registry, version, schemas)),
      ),
      reviews({
        authorizer,
        rules: rbac,
        authenticateToken: (of, audiences) => bearer.authenticateToken(of, audiences),
      }).map((virtual) => serveVirtual(virtual, schemas)),
    )
    const discovery = new Discovery(catalogue)
    const version = versionInfo(options.kubernetesVersion)
    const health = healthChecks({ stopping: stopping.signal })
    const metrics = new Metrics({ catalogue, version, stopwatch: () => performance.now() })
    const app = new App({
      services: { clock, entropy, catalogue, schemas, authorizer, metrics },
      endpoints: {
        discovery,
        openApi: new OpenApi(document, version.gitVersion, (path) => discovery.serves(path)),
        version,
        health,
        slis: new HealthSlis(health),
      },
      authenticator,
      tls: tlsOptions({
        certificate: serving.certificatePem,
        key: serving.keyPem,
        clientAuthorities: [authority.certificatePem],
      }),
      logLevel: options.logLevel,
    })

    const running = controllers({
      registryOf,
      registries,
      authorizer,
      authority,
      clusterSigningSeconds: options.clusterSigningSeconds,
      clock,
      entropy,
      log: app.fastify.log,
      signal: stopping.signal,
    })
    for (const controller of running) {
      controller.start()
      cleanUp.push(() => controller.stop())
    }
    cleanUp.push(() => app.fastify.close())

    return {
      authority,
      admin,
      adminToken: token,
      listen: async () => {
        const { host, port } = options
        try {
          await app.fastify.listen({ host, port })
        } catch (error) {
          await close()
          throw listenError(error, host, port)
        }
        const bound = app.port
        return { url: `https://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound }
      },
      inject: (method, url, body) => app.inject(method, url, token, body),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The names that the serving certificate is good for: those of the loopback, of the machine and of the address. */
const servingNames = (host: string): { dns: string[]; ip: string[] } => {
  const addresses = ['127.0.0.1', '::1', '10.96.0.1']
  const isAddress = /^[\d.]+$|:/.test(host)
  return {
    dns: [
      ...new Set([
        'localhost',
        hostname(),
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
        ...(isAddress ? [] : [host]),
      ]),
    ],
    ip: [...new Set([...addresses, ...(isAddress ? [host] : [])])],
  }
}
