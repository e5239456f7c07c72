/** Clusters beside the one that is asked: made, listed, found and ended. */
import { type Asked, type Feature, json, type Route } from '../feature.ts'
import {
  choiceField,
  durationField,
  FieldProblem,
  type FieldReader,
  listField,
  numberField,
  objectField,
  optionalField,
} from '../field-readers.ts'
import { readJsonBody, readLongJsonBody } from '../json-body.ts'
import { type ClusterHost, type ClusterLimits, MOST_AT_ONCE } from './cluster-host.ts'
import { isClusterName } from './cluster-name.ts'

const nameField: FieldReader<string> = (value, at) => {
  if (typeof value === 'string' && isClusterName(value)) return value
  throw new FieldProblem(
    at,
    'write at most 63 small letters, digits and -, with a letter or digit at both ends',
  )
}

const namesField: FieldReader<string[]> = (value, at) => {
  const names = listField(nameField)(value, at)
  if (names.length === 0 || names.length > MOST_AT_ONCE)
    throw new FieldProblem(at, `name 1 to ${MOST_AT_ONCE} clusters`)
  const seen = new Set<string>()
  for (const [i, name] of names.entries()) {
    if (seen.has(name)) throw new FieldProblem(`${at}[${i}]`, `${name} is named twice`)
    seen.add(name)
  }
  return names
}

const limitField = optionalField(numberField(1))

const limitsField = optionalField(
  objectField({
    objects: limitField,
    bytes: limitField,
    requestsPerSecond: limitField,
    watches: limitField,
  }),
)

const WISHED = objectField({
  names: namesField,
  ttl: optionalField(durationField),
  template: optionalField((value, at) => {
    if (typeof value === 'string' && value !== '') return value
    throw new FieldProblem(at, 'write the name of a snapshot')
  }),
  limits: limitsField,
})

const ENDED = objectField({ names: namesField })

const wayOf = ({ query }: Asked): 'name' | 'path' =>
  choiceField(['name', 'path'])(query.get('way') ?? 'name', 'way')

const nameOf = ({ parameters: { name } }: Asked): string => name!

/** What was given of limits. */
const givenOf = (limits: ReturnType<typeof limitsField>): Partial<ClusterLimits> =>
  Object.fromEntries(Object.entries(limits ?? {}).filter(([, value]) => value !== undefined))

export const clustersFeature = (host: ClusterHost): Feature => {
  const routes: readonly Route[] = [
    { method: 'GET', path: '/clusters', answer: () => json({ clusters: host.all() }) },
    {
      method: 'POST',
      path: '/clusters',
      answer: async (asked) => {
        const { names, ttl, template, limits } = await readLongJsonBody(asked, WISHED)
        const wishes = names.map((name) => ({
          name,
          ttlMs: ttl,
          template,
          limits: givenOf(limits),
        }))
        return json({ clusters: host.create(wishes) }, 201)
      },
    },
    {
      method: 'DELETE',
      path: '/clusters',
      answer: async (asked) =>
        json({ clusters: await host.remove(readJsonBody(asked, ENDED).names) }),
    },
    {
      method: 'GET',
      path: '/clusters/{name}',
      answer: (asked) => json(host.find(nameOf(asked))),
    },
    {
      method: 'DELETE',
      path: '/clusters/{name}',
      answer: async (asked) => json((await host.remove([nameOf(asked)]))[0]!),
    },
    {
      method: 'GET',
      path: '/clusters/{name}/kubeconfig',
      answer: async (asked) => json(await host.kubeconfig(nameOf(asked), wayOf(asked))),
    },
  ]
  return { name: 'clusters', about: 'many clusters in one process, each its own', routes }
}
