import { setImmediate } from 'node:timers/promises'
import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { type Requester, call, RequestRefused } from './call.ts'
import { collectionOf, type ObjectLocation, placeOf, type Reference } from './reference.ts'
import { type NamedResource, readResources } from './resource-names.ts'
import { type WaitCondition, type WaitOptions, waitUntil } from './wait.ts'

/** Any object; programs may pass their own type. */
export interface ClusterObject extends KubeObject {
  readonly [field: string]: unknown
}

export interface ListOptions {
  /** default: all */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

interface UndecidedCsr extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type?: string }[] }
}

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const CONFLICT = 409
const NOT_FOUND = 404

/** Returns the name of the injected fault that affects an object; undefined: none. */
export type FaultNameOf = (object: KubeObject) => string | undefined

export class Objects {
  readonly #server: Requester
  readonly #heldBy: FaultNameOf
  #resources: Promise<readonly NamedResource[]> | undefined

  constructor(server: Requester, heldBy: FaultNameOf = () => undefined) {
    this.#server = server
    this.#heldBy = heldBy
  }

  async get<T extends KubeObject = ClusterObject>(reference: Reference): Promise<T> {
    const { url } = await this.#place(reference)
    return call<T>(this.#server, 'GET', url)
  }

  async list<T extends KubeObject = ClusterObject>(
    type: string,
    { namespace, labelSelector, fieldSelector }: ListOptions = {},
  ): Promise<T[]> {
    const query = new URLSearchParams(omitEmpty({ labelSelector, fieldSelector }))
    const url = collectionOf(await this.#all(), type, namespace)
    const { items, kind, apiVersion } = await call<{
      items: T[]
      kind: string
      apiVersion: string
    }>(this.#server, 'GET', `${url}?${query.toString()}`)
    // list items lack kind and apiVersion
    return items.map((item) => ({ ...item, kind: kind.replace(/List$/, ''), apiVersion }))
  }

  async delete(reference: Reference): Promise<void> {
    const { url } = await this.#place(reference)
    await call(this.#server, 'DELETE', url)
  }

  async waitFor<T extends KubeObject = ClusterObject>(
    reference: Reference,
    condition: WaitCondition<T>,
    options: WaitOptions = {},
  ): Promise<T | undefined> {
    const { url, shown } = await this.#place(reference)
    const look = async (): Promise<T | undefined> => {
      try {
        return await call<T>(this.#server, 'GET', url)
      } catch (error) {
        if (error instanceof RequestRefused && error.code === NOT_FOUND) return undefined
        throw error
      }
    }
    return waitUntil({ ...options, shown, look, heldBy: this.#heldBy }, condition)
  }

  /** Adds a condition to a CSR unless it has one of that type. Retries after a conflict. */
  async decide(name: string, condition: Readonly<Record<string, string>>): Promise<UndecidedCsr> {
    const url = `${REQUESTS}/${encodeURIComponent(name)}`
    const read = (): Promise<UndecidedCsr> => call<UndecidedCsr>(this.#server, 'GET', url)
    for (let found = await read(); ;) {
      const before = found.status?.conditions ?? []
      if (before.some(({ type }) => type === condition['type'])) return found
      const conditions = [...before, { status: 'True', ...condition }]
      try {
        return await call<UndecidedCsr>(this.#server, 'PUT', `${url}/approval`, {
          ...found,
          status: { ...found.status, conditions },
        })
      } catch (error) {
        if (!(error instanceof RequestRefused) || error.code !== CONFLICT) throw error
        const { resourceVersion } = found.metadata
        // the conflicting write is readable in the next round of the event loop
        await setImmediate()
        found = await read()
        if (found.metadata.resourceVersion === resourceVersion) throw error
      }
    }
  }

  async #place(reference: Reference): Promise<ObjectLocation> {
    return placeOf(await this.#all(), reference)
  }

  #all(): Promise<readonly NamedResource[]> {
    return (this.#resources ??= readResources(this.#server))
  }
}
