import { nearest } from '../../apimachinery/text/nearest.ts'
import { type Requester, call } from './call.ts'
import { discover, type DiscoveredResource } from './discovery.ts'

export interface NamedResource extends DiscoveredResource {
  /** lower case: plural, singular, kind, short names; outside the core group also with `.GROUP` */
  readonly names: ReadonlySet<string>
}

const namedOf = (found: DiscoveredResource): NamedResource => {
  const { group, kind, plural, singular, shortNames } = found
  const names = [plural, singular, kind.toLowerCase(), ...shortNames]
  return {
    ...found,
    names: new Set(group === '' ? names : [...names, ...names.map((name) => `${name}.${group}`)]),
  }
}

/** Returns all resources with the verb get; the preferred version of a group first. */
export const readResources = async (server: Requester): Promise<readonly NamedResource[]> => {
  const { resources } = await discover((path, accept) =>
    call(server, 'GET', path, undefined, { accept }),
  )
  return resources.filter(({ verbs }) => verbs.includes('get')).map(namedOf)
}

/** `name`: `csr`, `ConfigMap` or `events.events.k8s.io`. Throws an Error for unknown names. */
export const resourceNamed = (resources: readonly NamedResource[], name: string): NamedResource => {
  const found = resources.find(({ names }) => names.has(name.toLowerCase()))
  if (found !== undefined) return found
  const meant = nearest(
    name,
    resources.flatMap(({ names }) => [...names]),
  )
  throw new Error(
    `the cluster has no resource ${JSON.stringify(name)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

/** Throws an Error if the cluster has no such resource. */
export const resourceOfKind = (
  resources: readonly NamedResource[],
  apiVersion: string,
  kind: string,
): NamedResource => {
  const found = resources.find((one) => one.apiVersion === apiVersion && one.kind === kind)
  if (found !== undefined) return found
  const meant = resources.find((one) => one.kind === kind)?.apiVersion
  throw new Error(
    `the cluster has no ${kind} in ${apiVersion}${meant === undefined ? '' : `; it is in ${meant}`}`,
  )
}
