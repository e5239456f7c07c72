/**
 * Source: structured-merge-diff, merge/update.go, and managedfields/internal/structuredmerge.go.
 */
import type { KubeObject, ManagedFieldsEntry } from '../meta.ts'
import { badRequest, plainError } from '../status.ts'
import { conversionError } from '../patch/conversion-error.ts'
import type { StructSchema } from '../schema/schema.ts'
import { isJsonObject, sameJson } from '../text/json.ts'
import type { Steps } from '../turns.ts'
import { compare } from './compare.ts'
import { conflictError, type Conflicts } from './conflicts.ts'
import {
  difference,
  equalSets,
  exclude,
  type FieldSet,
  intersection,
  isEmptySet,
  union,
} from './fieldset.ts'
import { hasLastApplied, KUBECTL, lastAppliedFields, withLastApplied } from './last-applied.ts'
import {
  decodeManagers,
  encodeManagers,
  type Manager,
  managerId,
  type Managers,
} from './managers.ts'
import { ListItemError } from './list-items.ts'
import { merge } from './merge.ts'
import {
  dropForeignManagers,
  NEVER_RECORDED,
  type Operation,
  recordUpdate,
  resetSetsOf,
  selfOf,
  removeFromOthers,
} from './operation.ts'
import { prune } from './prune.ts'
import { toFieldSet } from './to-field-set.ts'
import { sameValue } from './typed-value.ts'
import { validationError } from './validate.ts'

export interface ApplyOperation extends Operation {
  readonly live: KubeObject | undefined
  /** not decoded: decoding adds fields that the applier does not own */
  readonly config: KubeObject
  readonly force: boolean
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `certificates.k8s.io/v1, Kind=CertificateSigningRequest` */
export const kindText = ({
  apiVersion,
  kind,
}: {
  readonly apiVersion: unknown
  readonly kind: unknown
}): string => {
  const parts = textOf(apiVersion).split('/')
  if (parts.length > 2) return '/, Kind='
  return `${parts.length === 2 ? parts.join('/') : `/${parts[0]}`}, Kind=${textOf(kind)}`
}

/** `NAMESPACE/NAME; GROUP/VERSION, Kind=KIND` */
export const objectText = (object: KubeObject): string => {
  const { namespace, name } = object.metadata ?? {}
  return `${textOf(namespace)}/${textOf(name)}; ${kindText(object)}`
}

/**
 * Whether the list, even an empty one, is readable; the real server takes an unreadable list for
 * none (`GetManagedFields`, k8s.io/apimachinery/pkg/apis/meta/v1/unstructured).
 */
const hasManagedFields = (schema: StructSchema, { metadata }: KubeObject): boolean => {
  const entries: unknown = metadata?.managedFields
  if (!Array.isArray(entries)) return false
  const meta = schema.byName.get('metadata')?.schema
  const list = meta?.type === 'struct' ? meta.byName.get('managedFields')?.schema : undefined
  return (
    entries.every(isJsonObject) &&
    (list === undefined || conversionError(list, entries) === undefined)
  )
}

/** Throws the first problem of the configuration, in the real server's order. */
const checkConfig = ({ schema, config, apiVersion }: ApplyOperation): void => {
  const type = kindText(config)
  if (type !== kindText({ apiVersion, kind: schema.goName })) {
    throw badRequest(`invalid object type: ${type}`)
  }
  if (hasManagedFields(schema, config)) throw badRequest('metadata.managedFields must be nil')
  const error = validationError(schema, config)
  if (error !== undefined) {
    throw plainError(`failed to create typed patch object (${objectText(config)}): ${error}`)
  }
}

/**
 * Returns the stored object's managers. If it has none, `before-first-apply` owns its fields.
 */
const managersBeforeApply = (operation: ApplyOperation): Managers => {
  const { schema, live, resetFields } = operation
  const managers = decodeManagers(live?.metadata.managedFields ?? []) ?? new Map()
  if (managers.size === 0 && live !== undefined) {
    const changes = compare(schema, {}, live, { ignored: resetSetsOf(resetFields).ignored })
    recordUpdate(managers, { ...operation, manager: 'before-first-apply' }, changes)
  }
  dropForeignManagers(managers, operation)
  return managers
}

const conflictsOf = (managers: Managers, self: string, overwritten: FieldSet): Conflicts => {
  const conflicts = new Map<string, FieldSet>()
  for (const [id, manager] of managers) {
    if (id === self) continue
    const conflict = intersection(manager.set, overwritten)
    if (!isEmptySet(conflict)) conflicts.set(id, conflict)
  }
  return conflicts
}

/**
 * Returns the conflicts that fail the apply. kubectl may overwrite the fields of its last-applied
 * annotation.
 */
const forbiddenConflicts = (operation: ApplyOperation, conflicts: Conflicts): Conflicts => {
  const { schema, live, apiVersion, manager, force } = operation
  if (force) return new Map()
  if (manager !== KUBECTL || live === undefined || conflicts.size === 0) return conflicts
  const allowed = lastAppliedFields(schema, live, apiVersion)
  const left = [...conflicts].map(([id, set]) => [id, difference(set, allowed)] as const)
  return new Map(left.filter(([, set]) => !isEmptySet(set)))
}

/**
 * `noop`: merging and pruning returned the stored object itself; `same`: the result would equal the
 * stored object after decoding.
 */
const ownEntry = (
  self: Manager,
  before: Manager | undefined,
  noop: boolean,
  same: boolean,
): Manager => {
  const unchanged = before !== undefined && equalSets(self.set, before.set)
  const keepsTime = noop || (same && unchanged)
  if (unchanged && keepsTime && self.apiVersion === before.apiVersion) return before
  return keepsTime ? { ...self, time: before?.time } : self
}

const withManagers = (
  object: KubeObject,
  entries: ManagedFieldsEntry[] | undefined,
): KubeObject => {
  // a configuration's metadata may be absent or null
  const { managedFields: _, ...metadata } = object.metadata ?? {}
  return {
    ...object,
    metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries },
  }
}

function* applied(operation: ApplyOperation): Steps<KubeObject> {
  const { schema, live, config, resetFields } = operation
  const { reset, ignored } = resetSetsOf(resetFields)
  const managers = managersBeforeApply(operation)
  const self = selfOf(operation, 'Apply', exclude(toFieldSet(schema, config), reset))
  const id = managerId(self)
  const before = managers.get(id)
  managers.set(id, self)
  yield

  const owned = [...managers.values()].map(({ set }) => set).reduce(union)
  const merged = merge(schema, live ?? {}, config)
  const pruned = before === undefined ? merged : prune(schema, merged, before.set, owned)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- objects merge to an object
  let object = pruned as KubeObject
  const { changed, removed } = compare(schema, live ?? {}, object, { ignored, raw: true })
  yield
  const forbidden = forbiddenConflicts(operation, conflictsOf(managers, id, changed))
  if (forbidden.size > 0) throw conflictError(managers, forbidden)
  removeFromOthers(managers, union(changed, removed), id)

  const same = live !== undefined && sameValue(schema, live, object)
  const recorded = difference(self.set, NEVER_RECORDED)
  if (isEmptySet(recorded)) managers.delete(id)
  else managers.set(id, ownEntry({ ...self, set: recorded }, before, object === live, same))
  if (operation.manager === KUBECTL && hasLastApplied(object)) {
    object = withLastApplied(object, config)
  }
  const entries = encodeManagers(managers)
  return live !== undefined &&
    sameJson(entries ?? [], live.metadata.managedFields ?? []) &&
    sameValue(schema, live, object)
    ? live
    : withManagers(object, entries)
}

/**
 * Server-side apply: merges a configuration into the stored object, if any. Removes fields that the
 * applier no longer applies and no other manager owns. The result is not decoded; it is `live`
 * itself if nothing changed. Throws 400 for a configuration of another kind or with managedFields,
 * 409 for conflicts, and a bare 500 for objects that do not fit the schema.
 */
export function* applyPatch(operation: ApplyOperation): Steps<KubeObject> {
  checkConfig(operation)
  try {
    return yield* applied(operation)
  } catch (error) {
    if (!(error instanceof ListItemError)) throw error
    // the configuration is valid, so the error is about a list item of the stored object
    const stored = objectText(operation.live ?? operation.config)
    throw plainError(`failed to create typed live object (${stored}): ${error.message}`)
  }
}
