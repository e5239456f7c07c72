/** Objects of the cluster: that they are gone, or are as they should be. */
import { resourceNamed } from '../../manage/objects/resource-names.ts'
import type { CheckParameters } from '../lab.ts'
import type { Finding, Found, Place } from '../place.ts'

/** Undefined where there is none. */
const read = async (
  place: Place,
  object: string,
  namespace = 'default',
): Promise<Record<string, unknown> | undefined> => {
  const at = object.indexOf('/')
  const { prefix, plural, namespaced } = resourceNamed(await place.resources(), object.slice(0, at))
  const within = namespaced ? `/namespaces/${namespace}` : ''
  const { code, body } = await place.asker.inject(
    'GET',
    `${prefix}${within}/${plural}/${encodeURIComponent(object.slice(at + 1))}`,
  )
  return code === 200 ? body : undefined
}

export const objectAbsent = async (
  { object, namespace }: CheckParameters['objectAbsent'],
  place: Place,
): Promise<Found> => {
  if ((await read(place, object, namespace)) === undefined) return undefined
  return { is: place.say.objectThere(object), wanted: place.say.absentWanted(object) }
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value))

/** The first field that differs. Of objects more may be there, lists are what they are. */
const difference = (at: string, is: unknown, wanted: unknown): Finding | undefined => {
  if (isPlain(wanted)) {
    const fields = isPlain(is) ? is : {}
    for (const [name, value] of Object.entries(wanted)) {
      const found = difference(at === '' ? name : `${at}.${name}`, fields[name], value)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (Array.isArray(wanted) && Array.isArray(is)) {
    for (const [i, value] of wanted.entries()) {
      const found = difference(`${at}[${i}]`, is[i], value)
      if (found !== undefined) return found
    }
    if (is.length === wanted.length) return undefined
    const next = `${at}[${wanted.length}]`
    return { is: `${next}: ${text(is[wanted.length])}`, wanted: `${next}: -` }
  }
  return text(is) === text(wanted)
    ? undefined
    : { is: `${at}: ${text(is)}`, wanted: `${at}: ${text(wanted)}` }
}

export const objectEquals = async (
  { object, namespace, has }: CheckParameters['objectEquals'],
  place: Place,
): Promise<Found> => {
  const found = await read(place, object, namespace)
  if (found !== undefined) return difference('', found, has)
  return { is: place.say.noObject(object), wanted: place.say.objectWanted(object) }
}
