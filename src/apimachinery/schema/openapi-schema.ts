import type { GroupVersionKind } from '../meta.ts'

/** Schema of a kind or a field in an OpenAPI document. */
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
  /** Go type, if it does not follow from the JSON type: `v1.KeyUsage` */
  readonly 'x-csrlab-go-type'?: string
  /** value emitted for an unset field, where `default` and `required` do not determine it */
  readonly 'x-csrlab-zero'?: unknown
  readonly 'x-csrlab-protobuf'?: number
  /** protobuf field numbers, outermost first, for a field of a struct that Go embeds */
  readonly 'x-csrlab-protobuf-path'?: readonly number[]
  /** Go name of the embedded struct that has the properties with a protobuf path */
  readonly 'x-csrlab-embeds'?: string
  /** scalar behind a pointer: its zero value counts as set */
  readonly 'x-csrlab-pointer'?: boolean
  /** list whose empty value differs from a missing one; never stored empty */
  readonly 'x-csrlab-keeps-empty'?: boolean
}

export interface OpenApiComponents {
  readonly schemas: Readonly<Record<string, OpenApiSchema>>
}
