/** Runs controllers on an in-memory store, with a movable clock and a controllable authorizer. */
import { setImmediate } from 'node:timers/promises'
import { namespaceLifecycle } from '../../src/apiserver/admission/namespace-lifecycle.ts'
import type { CertificateSigningRequest } from '../../src/apis/certificates.ts'
import type { ConfigMap, Namespace, ServiceAccount } from '../../src/apis/core.ts'
import type { KubeObject } from '../../src/apimachinery/meta.ts'
import { done } from '../../src/apimachinery/turns.ts'
import type { UserInfo } from '../../src/apimachinery/user.ts'
import type { Attributes, Authorizer } from '../../src/apiserver/authz/authorizer.ts'
import type { Controller } from '../../src/controllers/controller.ts'
import type { ControllerLog } from '../../src/controllers/log.ts'
import { Client } from '../../src/apiserver/registry/client.ts'
import type { Registry } from '../../src/apiserver/registry/registry.ts'
import type { Resource } from '../../src/apiserver/registry/resource.ts'
import { resources } from '../../src/resources/index.ts'
import { World } from '../apiserver/registry/world.ts'
import type { Teardown } from '../fixtures/server.ts'
import { release } from '../fixtures/release.ts'
import { until } from '../fixtures/waits.ts'

interface LogLine {
  level: 'error' | 'warn' | 'debug'
  message: string
  error: string
}

export class Stage extends World {
  readonly lines: LogLine[] = []
  /** Whether the authorizer allows a request; by default, it allows all. */
  may: (attributes: Attributes) => boolean = () => true
  readonly authorizer: Authorizer = {
    authorize: (attributes) => ({
      decision: this.may(attributes) ? 'allow' : 'no-opinion',
      reason: '',
    }),
  }
  readonly log: ControllerLog
  readonly csrs: Registry<CertificateSigningRequest>
  readonly namespaces: Registry<Namespace>
  readonly configMaps: Registry<ConfigMap>
  readonly serviceAccounts: Registry<ServiceAccount>

  constructor(t: Teardown) {
    super({ plugins: [namespaceLifecycle((name) => this.namespaces.latest('', name))] })
    const write = (level: LogLine['level']) => (details: object, message: string) => {
      const { err } = details as { err?: Error }
      this.lines.push({ level, message, error: err?.message ?? '' })
    }
    this.log = { error: write('error'), warn: write('warn'), debug: write('debug') }
    this.csrs = this.open('CertificateSigningRequest')
    this.namespaces = this.open('Namespace')
    this.configMaps = this.open('ConfigMap')
    this.serviceAccounts = this.open('ServiceAccount')
    t.teardown(() => this.store.close())
  }

  open<T extends KubeObject>(kind: string): Registry<T> {
    const shelf = resources({ authorizer: this.authorizer, release })
    const resource = shelf.find((each) => each.kind === kind)!
    return this.registry(resource as unknown as Resource<T>)
  }

  client<T extends KubeObject>(registry: Registry<T>): Client<T> {
    const controller = { name: 'controller', groups: [], extra: {} }
    return new Client(registry, {
      user: controller,
      informer: { ...controller, name: 'informer' },
      fieldManager: 'kube-controller-manager',
      authorizer: this.authorizer,
      release,
      clock: this.clock,
      entropy: this.entropy,
      signal: this.context().signal,
    })
  }

  parts<T extends KubeObject>(registry: Registry<T>) {
    return { client: this.client(registry), clock: this.clock, log: this.log }
  }

  async create<T extends KubeObject>(
    registry: Registry<T>,
    object: object,
    user?: UserInfo,
  ): Promise<T> {
    const wanted = registry.resource.strategy.applyDefaults(object as T)
    const namespace = wanted.metadata.namespace ?? ''
    return (await registry.create(this.context(user && { user }), { namespace, object: wanted }))
      .object
  }

  createNamespace(name: string): Promise<Namespace> {
    return this.create(this.namespaces, {
      kind: 'Namespace',
      metadata: { name },
      spec: {},
      status: {},
    })
  }

  async change<T extends KubeObject>(
    registry: Registry<T>,
    name: string,
    change: (object: T) => T,
    { subresource = '', namespace = '' } = {},
  ): Promise<T> {
    const written = await registry.update(this.context(), {
      namespace,
      name,
      subresource,
      change: (current) => done(current && change(current)),
    })
    return written.object
  }

  get<T extends KubeObject>(registry: Registry<T>, name: string, namespace = ''): T | undefined {
    const row = registry.find(namespace, name)
    return row && registry.decode(row)
  }

  csr(name: string): CertificateSigningRequest | undefined {
    return this.get(this.csrs, name)
  }

  condition(name: string, type: string, subresource = 'approval') {
    const changed = (csr: CertificateSigningRequest) => {
      const { conditions = [] } = csr.status
      return { ...csr, status: { conditions: [...conditions, { type, status: 'True' }] } }
    }
    return this.change(this.csrs, name, changed, { subresource })
  }

  approve(name: string): Promise<CertificateSigningRequest> {
    return this.condition(name, 'Approved')
  }

  start<T extends Controller>(t: Teardown, controller: T): T {
    controller.start()
    t.teardown(() => controller.stop())
    return controller
  }

  until(what: () => unknown): Promise<void> {
    return until(what)
  }

  /** Advances to the next retry, `count` times. Returns the waits in milliseconds. */
  async retries(count: number): Promise<number[]> {
    const waits: number[] = []
    for (let tries = 0; tries < count; tries++) {
      await this.until(() => this.clock.waiting.length === 1)
      waits.push(...this.clock.waiting)
      this.clock.advance(this.clock.waiting[0]!)
    }
    return waits
  }

  /** Waits 50 rounds of the event loop, enough for all pending work. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await setImmediate()
  }
}
