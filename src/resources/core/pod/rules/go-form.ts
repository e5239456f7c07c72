/**
 * Values in the form in which Go prints its internal types: names of fields begin with a capital, all of them are there, and one behind
 * a pointer that is not set is null.
 */
import { JsonValue } from '../../../../api/field.ts'
import type { Change } from '../../../../release/changes.ts'
import type { Release } from '../../../../release/release.ts'
import { SPEC_TYPES } from './go-types.ts'
import { VOLUME_TYPES } from './go-volume-types.ts'

const TYPES = { ...SPEC_TYPES, ...VOLUME_TYPES }

export type GoType = keyof typeof TYPES

type Shape = 'leaf' | 'struct' | 'pointer' | 'list' | 'inline'

interface GoField {
  readonly goName: string
  /** as it is called on the wire */
  readonly name: string
  readonly shape: Shape
  /** of what; empty for a leaf */
  readonly type: GoType
  readonly unset: unknown
  readonly since: Change | undefined
  readonly until: Change | undefined
}

const UNSET: Readonly<Record<string, unknown>> = { '': '', '#': 0, '!': false, '*': null, '~': '0' }
const SHAPES: Readonly<Record<string, Shape>> = { ':': 'struct', '*': 'pointer', '[]': 'list' }

/** `FSType` is `fsType` on the wire, `TTY` is `tty`. */
const wireName = (goName: string): string => {
  const capitals = /^[A-Z]+/.exec(goName)![0].length
  const lowered = capitals === 1 || capitals === goName.length ? capitals : capitals - 1
  return goName.slice(0, lowered).toLowerCase() + goName.slice(lowered)
}

/** The two sides of the first `mark`; the right one is undefined when there is none. */
const cut = (text: string, mark: string): [left: string, right: string | undefined] => {
  const at = text.indexOf(mark)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)]
}

const NO_FIELD = { goName: '', name: '', unset: null, since: undefined, until: undefined }

const parseField = (text: string): GoField => {
  if (text.startsWith('+')) return { ...NO_FIELD, shape: 'inline', type: text.slice(1) as GoType }
  const [rest, changes = ''] = cut(text, '@')
  const [since, until] = cut(changes, '<')
  const [named, right] = cut(rest, '=')
  const [json, form] = right === undefined ? [undefined, named] : [named, right]
  const goName = /^\w+/.exec(form)![0]
  const mark = /^(?:\[\]|[#!*~:])?/.exec(form.slice(goName.length))![0]
  const type = form.slice(goName.length + mark.length)
  return {
    goName,
    name: json ?? wireName(goName),
    shape: type === '' ? 'leaf' : SHAPES[mark]!,
    type: type as GoType,
    unset: type === '' ? UNSET[mark] : null,
    since: (since || undefined) as Change | undefined,
    until: until as Change | undefined,
  }
}

const parsed = new Map<GoType, readonly GoField[]>()

/** The fields of a type, in Go's order. */
export const goFields = (type: GoType): readonly GoField[] => {
  const known = parsed.get(type)
  if (known !== undefined) return known
  const fields = TYPES[type].trim().split(/\s+/).map(parseField)
  parsed.set(type, fields)
  return fields
}

/** What knows which fields a release has; where it is not named, the type is the same in all. */
type Releases = Pick<Release, 'has'> | undefined

type Given = Readonly<Record<string, unknown>>

const shown = ({ shape, type, unset }: GoField, value: unknown, release: Releases): unknown => {
  if (shape === 'struct') return goForm(type, value ?? {}, release)
  if (value === undefined || value === null) return unset
  if (shape === 'leaf') return value
  if (shape === 'pointer') return goForm(type, value, release)
  return (value as readonly object[]).map((each) => goForm(type, each, release))
}

const isThere = ({ since, until }: GoField, release: Releases): boolean =>
  (since === undefined || release?.has(since) === true) &&
  (until === undefined || release?.has(until) !== true)

/** A value as Go's JSON of its internal type has it in a release. */
export const goForm = (type: GoType, value: object, release?: Releases): object => {
  const given = value as Given
  const form: Record<string, unknown> = {}
  for (const field of goFields(type)) {
    if (!isThere(field, release)) continue
    if (field.shape !== 'inline') form[field.goName] = shown(field, given[field.name], release)
    // metadata has the same names in Go's JSON as on the wire
    else if ((field.type as string) === 'ObjectMeta') Object.assign(form, given['metadata'])
    else Object.assign(form, goForm(field.type, given, release))
  }
  return form
}

/** The same, as errors show it. */
export const goValue = (type: GoType, value: object, release?: Releases): JsonValue =>
  new JsonValue(goForm(type, value, release))
