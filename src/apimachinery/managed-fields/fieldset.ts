/**
 * Sets of field paths, as trees. A set can have `labels` without `labels.x`, or the reverse.
 * Finished sets are immutable and share subtrees. Source: structured-merge-diff, fieldpath/set.go.
 */
import { isJsonObject } from '../text/json.ts'
import type { FieldsV1 } from '../meta.ts'
import { compareElements, elementText, parseElement, type PathElement } from './path-element.ts'

export interface FieldSet {
  /** false at the root */
  readonly member: boolean
  /** no child is empty */
  readonly children: ReadonlyMap<PathElement, FieldSet>
}

export const EMPTY_SET: FieldSet = { member: false, children: new Map() }

export const LEAF: FieldSet = { member: true, children: new Map() }

export const isEmptySet = (set: FieldSet): boolean => !set.member && set.children.size === 0

export interface FieldSetBuilder extends FieldSet {
  member: boolean
  readonly children: Map<PathElement, FieldSetBuilder>
}

export const fieldSetBuilder = (): FieldSetBuilder => ({ member: false, children: new Map() })

/** Adds one path, without its parents; ignores the empty path. */
export const insertPath = (set: FieldSetBuilder, path: readonly PathElement[]): void => {
  let node = set
  for (const element of path) {
    let child = node.children.get(element)
    if (child === undefined) node.children.set(element, (child = fieldSetBuilder()))
    node = child
  }
  if (node !== set) node.member = true
}

export const fieldSetOf = (...paths: readonly (readonly PathElement[])[]): FieldSet => {
  const set = fieldSetBuilder()
  for (const path of paths) insertPath(set, path)
  return set
}

export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === b || isEmptySet(b)) return a
  if (isEmptySet(a)) return b
  const children = new Map(a.children)
  for (const [element, child] of b.children) {
    const own = children.get(element)
    children.set(element, own === undefined ? child : union(own, child))
  }
  return { member: a.member || b.member, children }
}

/** Applies `change` to each child and drops empty results. Returns `set` itself if unchanged. */
export const mapChildren = (
  set: FieldSet,
  member: boolean,
  change: (child: FieldSet, element: PathElement) => FieldSet,
): FieldSet => {
  let changed = member !== set.member
  const children = new Map<PathElement, FieldSet>()
  for (const [element, child] of set.children) {
    const kept = change(child, element)
    if (kept !== child) changed = true
    if (!isEmptySet(kept)) children.set(element, kept)
  }
  return changed ? { member, children } : set
}

/**
 * Returns `a` without the members of `b`; paths below members of `b` stay. Returns `a` itself if
 * nothing changes.
 */
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  mapChildren(a, a.member && !b.member, (child, element) => {
    const other = b.children.get(element)
    return other === undefined ? child : difference(child, other)
  })

/**
 * Returns `a` without the members of `b` and the paths below them. Returns `a` itself if nothing
 * changes.
 */
export const exclude = (a: FieldSet, b: FieldSet): FieldSet =>
  mapChildren(a, a.member, (child, element) => {
    const other = b.children.get(element)
    if (other === undefined) return child
    return other.member ? EMPTY_SET : exclude(child, other)
  })

export const intersection = (a: FieldSet, b: FieldSet): FieldSet => difference(a, difference(a, b))

export const equalSets = (a: FieldSet, b: FieldSet): boolean =>
  isEmptySet(difference(a, b)) && isEmptySet(difference(b, a))

const sortedElements = (set: FieldSet): PathElement[] =>
  [...set.children.keys()].sort(compareElements)

/** Encodes a set, with keys in structured-merge-diff's order; `.` is the container itself. */
export const toFieldsV1 = (set: FieldSet): FieldsV1 => {
  const fields: FieldsV1 = {}
  if (set.member && set.children.size > 0) fields['.'] = {}
  for (const element of sortedElements(set))
    fields[element] = toFieldsV1(set.children.get(element)!)
  return fields
}

const readNode = (fields: unknown): FieldSet => {
  if (fields === null) return LEAF
  if (!isJsonObject(fields)) throw new Error('a set of fields must be an object')
  const children = new Map<PathElement, FieldSet>()
  let member = false
  for (const key of Object.keys(fields)) {
    if (key === '.') {
      member = true
      continue
    }
    const element = parseElement(key)
    if (element !== undefined) children.set(element, readNode(fields[key]))
  }
  return children.size === 0 ? LEAF : { member, children }
}

/** Decodes `fieldsV1`; skips unknown kinds of keys. Throws an Error if malformed. */
export const fromFieldsV1 = (fields: unknown): FieldSet => ({
  member: false,
  children: readNode(fields).children,
})

/** Formats paths for messages. At each node, children that are members precede all deeper paths. */
export const pathTexts = (set: FieldSet, prefix = ''): string[] => {
  const elements = sortedElements(set).map(
    (element) => [prefix + elementText(element), element] as const,
  )
  return [
    ...elements.filter(([, element]) => set.children.get(element)!.member).map(([text]) => text),
    ...elements.flatMap(([text, element]) => pathTexts(set.children.get(element)!, text)),
  ]
}
