/** Registries, in memory by default, of our resources and of an invented one. */
import { objectValues } from '../../../src/apiserver/registry/encoding.ts'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { AdmissionChain } from '../../../src/apiserver/admission/chain.ts'
import type { AdmissionPlugin } from '../../../src/apiserver/admission/admission.ts'
import type { RequestContext } from '../../../src/apimachinery/context.ts'
import type { Entropy } from '../../../src/apimachinery/entropy.ts'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { anyName } from '../../../src/apimachinery/names.ts'
import { compileSchemas } from '../../../src/apimachinery/schema/schema-compile.ts'
import type { OpenApiComponents } from '../../../src/apimachinery/schema/openapi-schema.ts'
import type { StructSchema } from '../../../src/apimachinery/schema/schema.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { done, Turns } from '../../../src/apimachinery/turns.ts'
import type { DeleteRequest } from '../../../src/apiserver/registry/delete.ts'
import { declare } from '../../../src/resources/declare.ts'
import type { ListRequest } from '../../../src/apiserver/registry/list.ts'
import { openReader } from '../../../src/apiserver/registry/object-reader.ts'
import { Registry } from '../../../src/apiserver/registry/registry.ts'
import type { Resource } from '../../../src/apiserver/registry/resource.ts'
import { EVERYTHING, type Selection } from '../../../src/apiserver/registry/selection.ts'
import type { Strategy } from '../../../src/apiserver/registry/strategy.ts'
import type { UpdateRequest } from '../../../src/apiserver/registry/update.ts'
import { parseFieldSelector } from '../../../src/apimachinery/field-selector.ts'
import { parseLabelSelector } from '../../../src/apimachinery/label-selector.ts'
import { type MemoryOptions, openMemoryStore } from '../../../src/storage/memory.ts'
import { openStore, type SqliteOptions } from '../../../src/storage/sqlite.ts'
import type { Store } from '../../../src/storage/store.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { countingEntropy } from '../../fixtures/entropy.ts'
import { release } from '../../fixtures/release.ts'
import { DEFAULT_VERSION, releaseOf } from '../../../src/apimachinery/release/known-releases.ts'

const document: { components: OpenApiComponents } = parse(
  readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8'),
)
const schemas = compileSchemas(document)

export const schemaOf = (group: string, version: string, kind: string): StructSchema =>
  schemas.forKind({ group, version, kind })!

export interface Thing extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

/** A namespaced resource with the schema of ConfigMap; `strategy` changes the default strategy. */
export const thingResource = (
  strategy: Partial<Strategy<Thing>> = {},
  more: Partial<Resource<Thing>> = {},
): Resource<Thing> => ({
  ...declare<Thing>({
    group: '',
    resource: 'things',
    kind: 'ConfigMap',
    namespaced: true,
    strategy: { nameErrors: anyName, ...strategy },
    columns: [],
  }),
  ...more,
})

export const thing = (name: string, parts: Partial<Thing> = {}): Thing => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  ...parts,
  metadata: { ...(name === '' ? {} : { name }), namespace: 'default', ...parts.metadata },
})

export const select = (labels: string, fields = ''): Selection => ({
  labels: labels === '' ? undefined : parseLabelSelector(labels, releaseOf(DEFAULT_VERSION)!),
  fields: fields === '' ? undefined : parseFieldSelector(fields),
})

export const listing = (request: Partial<ListRequest> = {}): ListRequest => ({
  namespace: '',
  selection: EVERYTHING,
  limit: 0,
  continueToken: '',
  resourceVersion: '',
  resourceVersionMatch: '',
  ...request,
})

export class World {
  readonly store: Store
  readonly clock = new ManualClock()
  readonly entropy: Entropy
  readonly turns = new Turns()
  readonly warnings: string[] = []
  readonly #plugins: readonly AdmissionPlugin[]

  constructor(
    parts: {
      plugins?: readonly AdmissionPlugin[]
      entropy?: Entropy
      store?: SqliteOptions | MemoryOptions
      opened?: Store
    } = {},
  ) {
    const { store = {} } = parts
    const options = { values: objectValues, ...store }
    this.store = parts.opened ?? ('path' in options ? openStore(options) : openMemoryStore(options))
    this.entropy = parts.entropy ?? countingEntropy()
    this.#plugins = parts.plugins ?? []
  }

  registry<T extends KubeObject>(resource: Resource<T>): Registry<T> {
    const { group, storageGroup = group, storageVersion, kind } = resource
    const schema = schemaOf(storageGroup, storageVersion, kind)
    return new Registry(openReader(resource, { store: this.store, schema }), {
      admission: new AdmissionChain(this.#plugins),
      turns: this.turns,
    })
  }

  context(more: Partial<RequestContext> = {}): RequestContext {
    return {
      user: { name: 'tester', groups: [], extra: {} },
      release,
      clock: this.clock,
      entropy: this.entropy,
      dryRun: false,
      large: false,
      fieldManager: 'tester',
      warn: (text) => this.warnings.push(text),
      signal: new AbortController().signal,
      ...more,
    }
  }
}

/** A world that is closed at the end of the test, and its registry of things. */
export const things = (
  t: { teardown(task: () => unknown): void },
  strategy: Partial<Strategy<Thing>> = {},
  more: Partial<Resource<Thing>> & { world?: World } = {},
) => {
  const { world = new World(), ...resource } = more
  t.teardown(() => world.store.close())
  const registry = world.registry(thingResource(strategy, resource))
  return {
    world,
    registry,
    create: async (name: string, parts: Partial<Thing> = {}, context = world.context()) =>
      registry.create(context, {
        namespace: parts.metadata?.namespace ?? 'default',
        object: thing(name, parts),
      }),
    update: async (
      name: string,
      change: (current: Thing) => Thing,
      context = world.context(),
      namespace = 'default',
    ) =>
      registry.update(context, {
        namespace,
        name,
        subresource: '',
        change: (current) => done(current && change(current)),
      }),
    put: async (
      object: Thing,
      more: Partial<UpdateRequest<Thing>> = {},
      context = world.context(),
    ) =>
      registry.update(context, {
        namespace: 'default',
        name: object.metadata.name ?? '',
        subresource: '',
        change: () => done(object),
        ...more,
      }),
    remove: async (name: string, more: Partial<DeleteRequest> = {}, context = world.context()) =>
      registry.delete(context, { namespace: 'default', name, ...more }),
    removeAll: async (request: Partial<ListRequest> = {}, context = world.context()) =>
      registry.deleteCollection(context, listing({ namespace: 'default', ...request }), {}),
    current: (name: string, namespace = 'default') => {
      const row = registry.find(namespace, name)
      return row === undefined ? undefined : registry.decode(row)
    },
  }
}

export const refusal = async (call: () => unknown): Promise<StatusError> => {
  try {
    await call()
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
