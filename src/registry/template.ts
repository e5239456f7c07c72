/**
 * Objects that every server of a process creates alike: the default policy and the system's namespaces. What the first create makes
 * of one is kept, and each later one changes no more in it than its uid, its times and its revision.
 */
import { formatTime } from '../api/clock.ts'
import type { RequestContext } from '../api/context.ts'
import { frozen } from '../api/frozen.ts'
import type { KubeObject } from '../api/meta.ts'
import { stringifyJson } from '../api/text/json.ts'
import type { Encode } from '../store/store.ts'
import { ownBytes } from './encoding.ts'
import { withMetadata } from './metadata.ts'

/** Stand in the text for what each create makes anew; of the private use area, which no object of ours has. */
const UID = '\uE000'
const TIME = '\uE001'
const REVISION = '\uE002'
const MARKS = /([\uE000-\uE002])/

/** A new object, ready to be stored. */
export interface Instance<T extends KubeObject> {
  /** what has no need to be its own is shared with all others, and frozen */
  readonly object: T
  readonly encode: Encode
}

export interface Template<T extends KubeObject> {
  /** with marks in the place of what is made anew; frozen */
  readonly object: T
  /** An object of its own uid, made now. */
  instance(context: RequestContext): Instance<T>
}

const templateOf = <T extends KubeObject>(created: T): Template<T> => {
  const { managedFields } = created.metadata
  const marked = frozen(
    withMetadata(created, {
      uid: UID,
      resourceVersion: REVISION,
      creationTimestamp: TIME,
      managedFields: managedFields?.map((entry) => ({ ...entry, time: TIME })),
    }),
  )
  const pieces = stringifyJson(marked).split(MARKS)
  const object = frozen(withMetadata(marked, { resourceVersion: undefined }))
  return {
    object,
    instance: ({ clock, entropy }) => {
      const uid = entropy.uuid()
      const time = formatTime(clock.now())
      const { metadata } = object
      return {
        object: {
          ...object,
          metadata: {
            ...metadata,
            uid,
            creationTimestamp: time,
            ...(metadata.managedFields && {
              managedFields: metadata.managedFields.map((entry) => ({ ...entry, time })),
            }),
          },
        },
        encode: (revision) => {
          const made: Record<string, string> = {
            [UID]: uid,
            [TIME]: time,
            [REVISION]: `${revision}`,
          }
          return ownBytes(pieces.map((piece) => made[piece] ?? piece).join(''))
        },
      }
    },
  }
}

/** What was created of each shared object, or, from the second time on, the template of it. */
const created = new WeakMap<KubeObject, { readonly object: KubeObject } | Template<KubeObject>>()

/** Keeps what a create has made of `shared`, which is frozen and the same in every server of the process. */
export const rememberCreated = <T extends KubeObject>(shared: T, object: T): void => {
  created.set(shared, { object })
}

/** The template that an earlier create of the same object left; undefined at the first. */
export const templateFor = <T extends KubeObject>(shared: T): Template<T> | undefined => {
  const known = created.get(shared)
  if (known === undefined || 'instance' in known) return known as Template<T> | undefined
  // made here, so that a process with one server has no work with it
  const template = templateOf(known.object)
  created.set(shared, template)
  return template as Template<T>
}
