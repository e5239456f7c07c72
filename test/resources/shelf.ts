/** Calls a resource's strategy in the same order as the registry, without a store. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { RequestContext } from '../../src/apimachinery/context.ts'
import { canonical } from '../../src/apimachinery/schema/canonical.ts'
import { decodeObject } from '../../src/apimachinery/schema/decode.ts'
import { fieldErrorText } from '../../src/apimachinery/field.ts'
import { apiVersionOf, type KubeObject } from '../../src/apimachinery/meta.ts'
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import type { OpenApiComponents } from '../../src/apimachinery/schema/openapi-schema.ts'
import type { StructSchema } from '../../src/apimachinery/schema/schema.ts'
import type { Resource } from '../../src/apiserver/registry/resource.ts'
import type { UpdateStrategy } from '../../src/apiserver/registry/strategy.ts'
import { StatusError } from '../../src/apimachinery/status.ts'
import { release } from '../fixtures/release.ts'
import { anybody } from './context.ts'

const document: { components: OpenApiComponents } = parse(
  readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'),
)
const schemas = compileSchemas(document)

export const NOW = Date.parse('2030-01-01T00:00:00Z')

/** Random bytes count up from 0, so values made from them differ, but not between runs. */
const countingContext = (): RequestContext => {
  let next = 0
  return {
    ...anybody,
    clock: { now: () => NOW, after: () => () => {} },
    entropy: {
      uuid: () => '00000000-0000-4000-8000-000000000000',
      bytes: (length) => Buffer.from(Array.from({ length }, () => next++ % 256)),
    },
  }
}

interface Outcome<T> {
  object: T
  errors: string[]
}

export class Shelf<T extends KubeObject> {
  readonly #resource: Resource<T>
  readonly #schema: StructSchema
  readonly #context: RequestContext
  /** `of`: the release whose rules apply */
  constructor(resource: Resource<T>, of = release) {
    this.#resource = resource
    this.#context = { ...countingContext(), release: of }
    const { storageGroup, group, storageVersion, kind } = resource
    const schema = schemas.forKind({ group: storageGroup ?? group, version: storageVersion, kind })
    if (schema === undefined) throw new Error(`no schema of ${kind}`)
    this.#schema = schema
  }

  /** A client's object as the registry sees it: decoded, with defaults. */
  decode(fields: object): T {
    const {
      storageGroup,
      group,
      storageVersion: version,
      kind,
      namespaced,
      strategy,
    } = this.#resource
    const apiVersion = apiVersionOf({ group: storageGroup ?? group, version })
    const metadata = { name: 'x', ...(namespaced ? { namespace: 'default' } : {}) }
    const json = JSON.parse(JSON.stringify({ kind, apiVersion, metadata, ...fields }))
    return strategy.applyDefaults(decodeObject<T>(this.#schema, json).object)
  }

  create(fields: object): Outcome<T> {
    const { strategy } = this.#resource
    const sent = this.decode(fields)
    const begun = this.#begun(sent, undefined, strategy)
    if ('errors' in begun) return begun
    const object = strategy.prepareForCreate(begun.object, this.#context)
    const errors =
      strategy.allErrors?.(object, this.#context, []) ?? strategy.validate(object, this.#context)
    return this.#outcome(object, errors.map(fieldErrorText))
  }

  errorsOf(fields: object): string[] {
    return this.create(fields).errors
  }

  errorsOfSpec(spec: object): string[] {
    return this.errorsOf({ spec })
  }

  stored(fields: object): T {
    const { object, errors } = this.create(fields)
    if (errors.length > 0) throw new Error(errors.join('; '))
    return object
  }

  update(fields: object, old: T, subresource = ''): Outcome<T> {
    const strategy = this.#resource.subresources?.[subresource] ?? this.#resource.strategy
    const begun = this.#begun(this.decode(fields), old, strategy)
    if ('errors' in begun) return begun
    const object = strategy.prepareForUpdate(begun.object, old, this.#context)
    const kind = subresource === '' ? this.#resource.strategy : undefined
    const errors =
      kind?.allChangeErrors?.(object, old, this.#context, { metadata: [], change: [] }) ??
      strategy.validateUpdate?.(object, old, this.#context) ??
      []
    return this.#outcome(object, errors.map(fieldErrorText))
  }

  warnings(fields: object, old?: T): string[] {
    const { strategy } = this.#resource
    const { object } = old === undefined ? this.create(fields) : this.update(fields, old)
    return strategy.warnings?.(object, old) ?? []
  }

  row(object: T, now = NOW): Record<string, string | number | boolean> {
    return Object.fromEntries(
      this.#resource.columns.map((column) => [column.name, column.cell(object, now)]),
    )
  }

  columnNames(): { always: string[]; wide: string[] } {
    const names = (wanted: number) =>
      this.#resource.columns.filter(({ priority }) => priority === wanted).map(({ name }) => name)
    return { always: names(0), wide: names(1) }
  }

  #begun(object: T, old: T | undefined, strategy: UpdateStrategy<T>): { object: T } | Outcome<T> {
    if (strategy.begin === undefined) return { object }
    const others = old ? [old] : []
    try {
      return {
        object: strategy.begin(object, old, others, this.#context),
      }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      const causes = error.code === 422 ? error.status.details?.causes : undefined
      const errors = causes?.map(({ field, message }) => `${field}: ${message}`)
      return { object, errors: errors ?? [error.message] }
    }
  }

  #outcome(object: T, errors: string[]): Outcome<T> {
    return { object: canonical(this.#schema, object), errors }
  }
}
