/** Makes the next random request of a program from the current state. */
import { stringify } from 'yaml'
import { encodeProtobuf } from '../../../src/apimachinery/protobuf/envelope.ts'
import type { SchemaSet } from '../../../src/apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../../src/apimachinery/schema/schema.ts'
import type { Random } from '../../kit/random.ts'
import type { Call, Json } from '../../../test/fixtures/server.ts'
import { changed } from './changes.ts'
import {
  apiVersionOf,
  type Collection,
  collectionPath,
  pathOf,
  type Subresource,
} from './collections.ts'
import { anyPatch, MANAGERS } from './patches.ts'
import { eventSeed, type Fields, POSTED, STATUSES } from './seeds.ts'
import type { Sent } from './sent.ts'
import type { State } from './state.ts'

const NAMES = ['a', 'b', 'c', 'd']
const NAMESPACES = ['default', 'other']
/** With more objects than this, one is deleted, since each step lists all of them several times. */
const MANY = 10
/** Objects of the cluster itself, which programs ignore. */
const SYSTEM =
  /^(?:kube-|\/kube-|\/default$|default\/kube|.*\/(?:kubernetes|default|kube-root-ca\.crt)$)/

export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** Encodes as JSON, and sometimes as YAML or protobuf if possible. */
const bodyOf = (random: Random, object: Json, schema: StructSchema | undefined): Call => {
  switch (random.int(6)) {
    case 0:
      return { body: stringify(object), contentType: 'application/yaml' }
    case 1:
      try {
        if (schema !== undefined)
          return { body: encodeProtobuf(schema, object), contentType: PROTOBUF }
      } catch {
        // an invalid object cannot be encoded in protobuf
      }
      return { body: object }
    default:
      return { body: object }
  }
}

export class NextRequest {
  readonly #random: Random
  readonly #schemas: SchemaSet
  readonly #seeds: Readonly<Record<string, readonly Fields[]>>

  constructor(
    random: Random,
    schemas: SchemaSet,
    seeds: Readonly<Record<string, readonly Fields[]>>,
  ) {
    this.#random = random
    this.#schemas = schemas
    this.#seeds = seeds
  }

  #schema(of: Subresource | Collection): StructSchema | undefined {
    return this.#schemas.forKind({ group: of.group, version: of.version, kind: of.kind })
  }

  #query(...more: readonly string[]): string {
    const random = this.#random
    const query = [...more]
    if (random.chance(4))
      query.push(`fieldValidation=${random.pick(['Strict', 'Warn', 'Ignore', 'wrong'])}`)
    if (random.chance(4) && !query.some((each) => each.startsWith('fieldManager')))
      query.push(`fieldManager=${random.pick(MANAGERS)}`)
    return query.length === 0 ? '' : `?${query.join('&')}`
  }

  #seed(collection: Collection, key: string): Json {
    const [namespace, name] = key.split('/') as [string, string]
    const { kind, group, namespaced } = collection
    const seed =
      kind === 'Event' ? eventSeed(group, namespace) : this.#random.pick(this.#seeds[kind] ?? [{}])
    return {
      apiVersion: apiVersionOf(collection),
      kind,
      metadata: { name, ...(namespaced ? { namespace } : {}) },
      ...seed,
    }
  }

  #anyKey({ namespaced }: Collection): string {
    return `${namespaced ? this.#random.pick(NAMESPACES) : ''}/${this.#random.pick(NAMES)}`
  }

  #create(collection: Collection): Sent {
    const random = this.#random
    const key = this.#anyKey(collection)
    const schema = this.#schema(collection)
    const seed = this.#seed(collection, key)
    const { name: _name, ...unnamed } = seed.metadata
    const object = random.chance(6)
      ? { ...seed, metadata: { ...unnamed, generateName: random.pick(['g-', 'a.', 'Bad-']) } }
      : seed
    return {
      method: 'POST',
      path: collectionPath(collection, key.split('/')[0]!) + this.#query(),
      call: bodyOf(random, changed(random, object, schema), schema),
      collection,
    }
  }

  #current(collection: Collection, object: Json): Json {
    return { apiVersion: apiVersionOf(collection), kind: collection.kind, ...object }
  }

  #write(collection: Collection, key: string, object: Json): Sent {
    const random = this.#random
    const schema = this.#schema(collection)
    const path = pathOf(collection, key)
    const current = this.#current(collection, object)
    if (random.chance(2)) {
      const { resourceVersion: _version, ...metadata } = current.metadata
      const base = random.pick([
        current,
        { ...current, metadata },
        this.#seed(collection, key),
        { ...current, metadata: { ...metadata, finalizers: [] } },
      ])
      const call = bodyOf(random, changed(random, base, schema), schema)
      return { method: 'PUT', path: path + this.#query(), call, collection, key }
    }
    const { call, query } = anyPatch(random, { seed: this.#seed(collection, key), current, schema })
    return { method: 'PATCH', path: path + this.#query(...query), call, collection, key }
  }

  #deleteOptions({ metadata }: Json): Call {
    const random = this.#random
    if (random.chance(2)) return {}
    const body = random.pick<Json>([
      {},
      { propagationPolicy: random.pick(['Foreground', 'Background', 'Orphan', 'Wrong']) },
      { preconditions: { uid: metadata?.uid ?? 'u' } },
      { preconditions: { resourceVersion: random.pick([metadata?.resourceVersion, '1']) } },
      { gracePeriodSeconds: random.pick([0, 1, 30, -1]) },
      { dryRun: ['All', 'Wrong'] },
      { orphanDependents: true },
    ])
    return { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...body } }
  }

  #delete(collection: Collection, key: string, object: Json): Sent {
    const call = this.#deleteOptions(object)
    return { method: 'DELETE', path: pathOf(collection, key), call, collection, key }
  }

  #deleteCollection(collection: Collection): Sent {
    const random = this.#random
    const query = random.pick(['', '?labelSelector=a', '?labelSelector=!a', '?limit=1'])
    const path = collectionPath(collection, random.pick(NAMESPACES)) + query
    return { method: 'DELETE', path, call: this.#deleteOptions({}), collection }
  }

  /** Removes an object's finalizers: no controller removes invented ones like `example.com/a`. */
  #release(collection: Collection, key: string): Sent {
    const call = { body: { metadata: { finalizers: null } } }
    return { method: 'PATCH', path: pathOf(collection, key), call, collection, key }
  }

  #subresource(collection: Collection, key: string, object: Json): Sent {
    const random = this.#random
    const subresource = random.pick(collection.subresources)
    const { name, kind, verbs } = subresource
    const path = `${pathOf(collection, key)}/${name}`
    const schema = this.#schema(subresource)
    const [namespace, objectName] = key.split('/') as [string, string]
    const metadata = { name: objectName, ...(collection.namespaced ? { namespace } : {}) }
    const typed = { apiVersion: apiVersionOf(subresource), kind, metadata }
    if (verbs.includes('create')) {
      const body = changed(random, { ...typed, ...random.pick(POSTED[kind] ?? [{}]) }, schema)
      return {
        method: 'POST',
        path: path + this.#query(),
        call: { body: body as Json },
        collection,
      }
    }
    const status = random.pick(STATUSES[`${name} ${collection.kind}`] ?? [{}])
    const current = kind === collection.kind ? this.#current(collection, object) : typed
    const seed =
      kind === 'Scale' ? { ...typed, spec: { replicas: random.int(4) } } : { ...current, status }
    if (!verbs.includes('patch') || random.chance(2)) {
      const call = bodyOf(random, changed(random, seed, schema), schema)
      return { method: 'PUT', path: path + this.#query(), call, collection }
    }
    const { call, query } = anyPatch(random, { seed: { ...typed, status }, current: seed, schema })
    return { method: 'PATCH', path: path + this.#query(...query), call, collection }
  }

  /** The next request for a collection; undefined if it does not support creates. */
  next(state: State): Sent | undefined {
    const random = this.#random
    const { collection } = state
    const { verbs, subresources } = collection
    if (!verbs.includes('create')) return undefined
    const keys = state.keys.filter((key) => !SYSTEM.test(key))
    const object = (key: string): Json =>
      state.has(key) ? state.object(key) : this.#seed(collection, key)
    if (keys.length > MANY) {
      const key = random.pick(keys)
      const { finalizers, deletionTimestamp } = state.object(key).metadata
      if (finalizers !== undefined && deletionTimestamp !== undefined)
        return this.#release(collection, key)
      return { method: 'DELETE', path: pathOf(collection, key), call: {}, collection, key }
    }
    if (keys.length === 0 || random.chance(4)) return this.#create(collection)
    const key = random.chance(10) ? this.#anyKey(collection) : random.pick(keys)
    if (subresources.length > 0 && random.chance(4))
      return this.#subresource(collection, key, object(key))
    if (random.chance(8)) return this.#delete(collection, key, object(key))
    if (random.chance(30) && verbs.includes('deletecollection') && collection.namespaced)
      return this.#deleteCollection(collection)
    if (random.chance(12)) return this.#release(collection, key)
    return this.#write(collection, key, object(key))
  }
}
