/**
 * Objects that every server of a process makes alike: the default policy and the system's namespaces, and what controllers make of
 * them. What the first write makes is kept, and each later one changes no more in it than its uid, its times and its revision.
 */
import { formatTime } from '../api/clock.ts'
import type { RequestContext } from '../api/context.ts'
import { frozen } from '../api/frozen.ts'
import type { KubeObject, ManagedFieldsEntry } from '../api/meta.ts'
import { type PackedUid, packedUid, unpackedUid } from '../api/uid.ts'
import { stringifyJson } from '../api/text/json.ts'
import { type Filled, Form, gap, gapOf } from '../store/form.ts'
import { type Relink, RemadeRow } from '../store/remade-row.ts'
import type { Remaker, Row } from '../store/store.ts'
import { ownBytes } from './encoding.ts'
import { withMetadata } from './metadata.ts'

/** Stand in the text for what each write makes anew. */
const UID = gap(0)
const CREATED = gap(1)
const APPLIED = gap(2)
const REVISION = gap(3)

/** What an object of a template has to itself; times as they are written. */
interface Own {
  readonly uid: string
  readonly created: string
  /** when it was last applied to; that of its creation where it never was */
  readonly applied: string
}

/** What stands in the gaps, in their order. */
const valuesOf = ({ uid, created, applied }: Own, revision: number): readonly string[] => [
  uid,
  created,
  applied,
  `${revision}`,
]

/** What has no need to be its own is shared with all others, and frozen. */
const objectOf = <T extends KubeObject>(
  { object }: Template<T>,
  { uid, created, applied }: Own,
): T => {
  const { metadata } = object
  return {
    ...object,
    metadata: {
      ...metadata,
      uid,
      creationTimestamp: created,
      ...(metadata.managedFields && {
        managedFields: metadata.managedFields.map((entry) => ({
          ...entry,
          time: entry.time === APPLIED ? applied : created,
        })),
      }),
    },
  }
}

const bytesOf = ({ form }: Template<KubeObject>, own: Own, revision: number): Buffer =>
  ownBytes(form.filled(valuesOf(own, revision)))

const sizeOf = (
  { gaps, commonBytes }: Template<KubeObject>,
  own: Own,
  revision: number,
): number => {
  const values = valuesOf(own, revision)
  return gaps.reduce((sum, number) => sum + values[number]!.length, commonBytes)
}

/** An object of its own, ready to be stored: its bytes can be made at any time. */
export class Instance<T extends KubeObject> implements Remaker, Own {
  readonly template: Template<T>
  readonly uid: string
  readonly created: string
  readonly applied: string

  constructor(template: Template<T>, { uid, created, applied }: Own) {
    this.template = template
    this.uid = uid
    this.created = created
    this.applied = applied
  }

  toObject(): T {
    return objectOf(this.template, this)
  }

  remake(revision: number): Buffer {
    return bytesOf(this.template, this, revision)
  }

  size(revision: number): number {
    return sizeOf(this.template, this, revision)
  }

  row(revision: number, createRevision: number): Row {
    return new InstanceRow(this, revision, createRevision)
  }
}

/** One that is stored. Some 160 for each server of a process: what it is made of is in it, and its uid is packed. */
class InstanceRow extends RemadeRow implements Own {
  readonly template: Template<KubeObject>
  readonly created: string
  readonly applied: string
  readonly #uid: PackedUid

  constructor(
    { template, uid, created, applied }: Instance<KubeObject>,
    revision: number,
    createRevision: number,
  ) {
    super(revision, createRevision)
    this.template = template
    this.created = created
    this.applied = applied
    this.#uid = packedUid(uid)
  }

  get key(): string {
    return this.template.key
  }

  get uid(): string {
    return unpackedUid(this.#uid)
  }

  toObject(): KubeObject {
    return withMetadata(objectOf(this.template, this), { resourceVersion: String(this.revision) })
  }

  override get filled(): Filled {
    return { form: this.template.form, values: valuesOf(this, this.revision) }
  }

  protected made(): Buffer {
    return bytesOf(this.template, this, this.revision)
  }

  protected madeSize(): number {
    return sizeOf(this.template, this, this.revision)
  }
}

/** How long a value is in the text: a uid as it is made here, and a time to the second. */
const LENGTHS: Readonly<Record<string, number>> = { [UID]: 36, [CREATED]: 20, [APPLIED]: 20 }

/** The same in memory of its own: what is sliced off a text keeps the whole text. Of ASCII. */
const ownText = (slice: string): string => Buffer.from(slice, 'latin1').toString('latin1')

/** What a write has made, or, from the second time on, the template of it. */
type Remembered = { readonly key: string; readonly object: KubeObject } | Template<KubeObject>

export class Template<T extends KubeObject> {
  /** with gaps in the place of what is made anew; frozen */
  readonly object: T
  /** its JSON */
  readonly form: Form
  /** the gaps in it, in their order */
  readonly gaps: readonly number[]
  /** of the text between them in UTF-8 */
  readonly commonBytes: number
  /** under which every server stores it: one text for all */
  readonly key: string
  /** who has applied to it */
  readonly manager: string | undefined
  /** what has come of it, by the configuration that was applied */
  readonly applied = new WeakMap<KubeObject, Remembered>()

  /** `manager`: the one whose apply has made it, the last of its writes. */
  constructor(key: string, made: T, manager?: string) {
    const isApplied = ({ manager: by, operation }: ManagedFieldsEntry): boolean =>
      operation === 'Apply' && by === manager
    const marked = frozen(
      withMetadata(made, {
        uid: UID,
        resourceVersion: REVISION,
        creationTimestamp: CREATED,
        managedFields: made.metadata.managedFields?.map((entry) => ({
          ...entry,
          time: isApplied(entry) ? APPLIED : CREATED,
        })),
      }),
    )
    this.key = key
    this.manager = manager
    this.form = new Form(stringifyJson(marked))
    const { pieces } = this.form
    this.gaps = pieces.flatMap((piece) => gapOf(piece) ?? [])
    const common = pieces.filter((piece) => gapOf(piece) === undefined)
    this.commonBytes = Buffer.byteLength(common.join(''))
    this.object = frozen(withMetadata(marked, { resourceVersion: undefined }))
  }

  /** The instance that has these bytes under this revision; undefined when it is none of this template. */
  recognize(text: string, revision: number): Instance<T> | undefined {
    const found: Record<string, string> = { [REVISION]: `${revision}` }
    let at = 0
    for (const piece of this.form.pieces) {
      const length = LENGTHS[piece]
      if (length !== undefined) found[piece] ??= ownText(text.slice(at, at + length))
      const expected = found[piece] ?? piece
      if (!text.startsWith(expected, at)) return undefined
      at += expected.length
    }
    const { [UID]: uid, [CREATED]: created, [APPLIED]: applied } = found
    if (at !== text.length || uid === undefined || created === undefined) return undefined
    return new Instance(this, { uid, created, applied: applied ?? created })
  }

  /** An object of its own uid, created now. */
  create({ clock, entropy }: RequestContext): Instance<T> {
    const now = formatTime(clock.now())
    return new Instance(this, { uid: entropy.uuid(), created: now, applied: now })
  }
}

/** The templates of the process by the key of their rows, a few for each; one that nobody can come by any more may go. */
const templates = new Map<string, readonly WeakRef<Template<KubeObject>>[]>()

const known = (key: string): readonly Template<KubeObject>[] =>
  (templates.get(key) ?? []).flatMap((reference) => reference.deref() ?? [])

const makeKnown = (template: Template<KubeObject>): void => {
  const { key } = template
  const all = [...known(key), template]
  templates.set(
    key,
    all.map((each) => new WeakRef(each)),
  )
}

/** What makes the bytes that were read under a key anew, where servers of this process make them alike; see {@link Relink}. */
export const relinked: Relink = (key, value, revision) => {
  const candidates = known(key)
  if (candidates.length === 0) return undefined
  const text = value.toString()
  for (const template of candidates) {
    const instance = template.recognize(text, revision)
    if (instance !== undefined) return instance
  }
  return undefined
}

/** Made at the second time, so that a process with one server has no work with it. */
const recalled = <T extends KubeObject>(
  memory: WeakMap<KubeObject, Remembered>,
  key: KubeObject,
  manager?: string,
): Template<T> | undefined => {
  const found = memory.get(key)
  if (found === undefined || found instanceof Template) return found as Template<T> | undefined
  const template = new Template(found.key, found.object, manager)
  memory.set(key, template)
  makeKnown(template)
  return template as unknown as Template<T>
}

const created = new WeakMap<KubeObject, Remembered>()

/** Keeps what a create has made of `shared`, which is frozen and the same in every server of the process, and under which key. */
export const rememberCreated = <T extends KubeObject>(shared: T, key: string, object: T): void => {
  created.set(shared, { key, object })
}

/** The template that an earlier create of the same object left; undefined at the first. */
export const templateFor = <T extends KubeObject>(shared: T): Template<T> | undefined =>
  recalled<T>(created, shared)

/** Whether a stored row is what all servers of the process make alike. */
export const isTemplated = (row: Row): boolean => row instanceof InstanceRow

/** The object of such a row, made without its bytes and of little that is its own; undefined for any other row. */
export const templated = (row: Row): KubeObject | undefined =>
  row instanceof InstanceRow ? row.toObject() : undefined

/** What such a row was made from; undefined for any other row. */
export const templateOf = (row: Row): Template<KubeObject> | undefined =>
  row instanceof InstanceRow ? row.template : undefined

/**
 * Keeps what an apply of `config` by `manager` has made of a row that came from a template. `config`: the same object in every server
 * of the process, and always applied in the same way. With two managers there would be more times than a template tells apart.
 */
export const rememberApplied = (
  row: Row,
  config: KubeObject,
  manager: string,
  object: KubeObject,
): void => {
  const template = templateOf(row)
  if (template !== undefined && (template.manager ?? manager) === manager)
    template.applied.set(config, { key: row.key, object })
}

/** What an apply makes of a row now, as an earlier one of the same made it of the same; undefined at the first. */
export const appliedBefore = <T extends KubeObject>(
  row: Row,
  config: KubeObject,
  { clock, fieldManager }: RequestContext,
): Instance<T> | undefined => {
  if (!(row instanceof InstanceRow)) return undefined
  const template = recalled<T>(row.template.applied, config, fieldManager)
  const { uid, created } = row
  return template && new Instance(template, { uid, created, applied: formatTime(clock.now()) })
}
