import type { GroupVersionKind } from '../../src/apimachinery/meta.ts'
import type { Reference, Responses } from './vocabulary.ts'

export interface Operation {
  readonly description: string
  readonly operationId: string
  readonly tags: readonly [string]
  readonly deprecated?: true
  readonly parameters?: readonly object[]
  /** a `$ref`; for patches, the body itself */
  readonly requestBody?: object
  readonly responses: Responses
  readonly 'x-kubernetes-action'?: string
  readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind
}

export interface PathItem {
  readonly parameters?: readonly Reference[]
  readonly get?: Operation
  readonly put?: Operation
  readonly post?: Operation
  readonly delete?: Operation
  readonly patch?: Operation
}

export type Paths = Readonly<Record<string, PathItem>>

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const

export const operationsOf = (paths: Paths): Operation[] =>
  Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []))
