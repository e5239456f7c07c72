import { badRequest } from '../../../apimachinery/status.ts'
import type { Call } from '../call.ts'
import type { AnswerShape } from '../answer/negotiate.ts'
import type { ServedResource } from '../served.ts'

export interface Target {
  readonly call: Call
  readonly served: ServedResource
  /** '' for cluster-scoped resources and all namespaces */
  readonly namespace: string
  readonly name: string
  /** '' for the resource itself */
  readonly subresource: string
}

/** Throws the 400 for an empty name (`errEmptyName`, handlers/namer.go). */
export const requireName = (name: string): void => {
  if (name === '') throw badRequest('name must be provided')
}

/** Objects and their `/status` have a Table; other subresources have none. */
export const shapeOf = ({ subresource }: Target): AnswerShape =>
  subresource === '' || subresource === 'status' ? 'object' : 'untabled'
