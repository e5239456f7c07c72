import { badRequest } from '../../../apimachinery/status.ts'
import type { Call } from '../call.ts'
import type { AnswerShape } from '../answer/negotiate.ts'
import type { ServedResource } from '../served.ts'

/** A stored resource that a call is for. */
export interface Target {
  readonly call: Call
  readonly served: ServedResource
  /** '' for cluster-scoped resources and lists over all namespaces */
  readonly namespace: string
  /** '' for the collection; see {@link requireName} */
  readonly name: string
  /** '' for the resource itself */
  readonly subresource: string
}

/** Throws the 400 for a path that should have a name and has an empty one: `/nodes//status` (`errEmptyName`, handlers/namer.go). */
export const requireName = (name: string): void => {
  if (name === '') throw badRequest('name must be provided')
}

/** What the answer with one object is like: some subresources have no table convertor. */
export const shapeOf = ({ served, subresource }: Target): AnswerShape =>
  subresource !== '' && served.registry.resource.subresources?.[subresource]?.table === false
    ? 'untabled'
    : 'object'
