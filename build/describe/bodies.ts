/** Makes the sections `requestBodies` and `responses` of `components`. */
import type { Anchors } from './anchors.ts'
import type { Operation } from './operation.ts'
import { META, type Reference, reference, shortName } from './vocabulary.ts'

/** Components that are optional as request bodies. */
const OPTIONAL = new Set([`${META}.DeleteOptions`])

const WATCH_EVENT = `${META}.WatchEvent`

type Content = Readonly<Record<string, object>>

const contentOf = (anchors: Anchors, component: string): Content =>
  anchors.value(`content-${shortName(component)}`, () => {
    const schema = anchors.value(`schema-${shortName(component)}`, () => ({
      schema: reference('schemas', component),
    }))
    return {
      'application/json': schema,
      'application/yaml': schema,
      'application/vnd.kubernetes.protobuf': schema,
    }
  })

const watchedContent = (anchors: Anchors, list: string): Content => {
  const event = anchors.value('watchEvent', () => ({ schema: reference('schemas', WATCH_EVENT) }))
  return {
    ...contentOf(anchors, list),
    'application/json;stream=watch': event,
    'application/vnd.kubernetes.protobuf;stream=watch': event,
  }
}

/** Returns `[NAME]` if `value` refers to the component NAME of `section`, otherwise []. */
const nameIn = (section: string, value: object | undefined): string[] => {
  const { $ref = '' } = (value ?? {}) as Partial<Reference>
  const prefix = `#/components/${section}/`
  return $ref.startsWith(prefix) ? [$ref.slice(prefix.length)] : []
}

const mapOf = (names: readonly string[], make: (name: string) => object): Components =>
  Object.fromEntries([...new Set(names)].toSorted().map((name) => [name, make(name)]))

type Components = Readonly<Record<string, object>>

export const requestBodiesOf = (anchors: Anchors, operations: readonly Operation[]): Components =>
  mapOf(
    operations.flatMap(({ requestBody }) => nameIn('requestBodies', requestBody)),
    (name) => ({
      ...(OPTIONAL.has(name) ? {} : { required: true }),
      content: contentOf(anchors, name),
    }),
  )

export const responsesOf = (
  anchors: Anchors,
  operations: readonly Operation[],
  byHand: Components,
): Components => {
  const namesOf = ({ responses }: Operation): string[] =>
    Object.values(responses).flatMap((response) => nameIn('responses', response))
  const lists = operations.filter((operation) => operation['x-kubernetes-action'] === 'list')
  const watched = new Set(lists.flatMap(namesOf))
  return mapOf(
    operations.flatMap(namesOf).filter((name) => !Object.hasOwn(byHand, name)),
    (name) => ({
      description: 'OK',
      content: watched.has(name) ? watchedContent(anchors, name) : contentOf(anchors, name),
    }),
  )
}
