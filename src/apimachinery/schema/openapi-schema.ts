import type { GroupVersionKind } from '../meta.ts'

/** A schema of an OpenAPI document, as far as kinds are described by it. */
export interface OpenApiSchema {
  readonly $ref?: string
  readonly allOf?: readonly OpenApiSchema[]
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly default?: unknown
  readonly items?: OpenApiSchema
  readonly additionalProperties?: OpenApiSchema
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
  readonly required?: readonly string[]
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[]
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular'
  readonly 'x-kubernetes-patch-strategy'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
  /** the type as Go prints it, where it is not the obvious one: `v1.KeyUsage` */
  readonly 'x-csrlab-go-type'?: string
  /** what is emitted for an unset field, where it does not follow from `default` and `required` */
  readonly 'x-csrlab-zero'?: unknown
  /** protobuf field number */
  readonly 'x-csrlab-protobuf'?: number
  /** protobuf field numbers from the outside in, where Go embeds a struct */
  readonly 'x-csrlab-protobuf-path'?: readonly number[]
  /** a scalar behind a pointer: its zero value is a value, not its absence */
  readonly 'x-csrlab-pointer'?: boolean
  /** a list that means something when it is sent empty, though it is never stored so */
  readonly 'x-csrlab-keeps-empty'?: boolean
}

export interface OpenApiComponents {
  readonly schemas: Readonly<Record<string, OpenApiSchema>>
}
