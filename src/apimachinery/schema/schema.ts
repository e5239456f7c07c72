/** Compiled schema of a kind. */

export type ScalarKind =
  | 'string'
  | 'bytes' // JSON: standard base64
  | 'bool'
  | 'int32'
  | 'int64'
  | 'double'
  | 'time' // RFC 3339, whole seconds, UTC
  | 'microTime' // RFC 3339, six decimals, UTC
  | 'quantity'
  | 'intOrString'
  | 'json' // any JSON value: RawExtension, FieldsV1

export interface ScalarSchema {
  readonly type: 'scalar'
  readonly scalar: ScalarKind
  /** `string`, `v1.KeyUsage`, `int32`, `v1.Time` */
  readonly goType: string
}

export interface ListSchema {
  readonly type: 'list'
  readonly items: Schema
  /** `[]v1.KeyUsage` */
  readonly goType: string
  /** default: atomic */
  readonly listType: 'atomic' | 'set' | 'map'
  /** in the order of the OpenAPI document */
  readonly mapKeys: readonly string[]
}

export interface MapSchema {
  readonly type: 'map'
  readonly values: Schema
  /** `map[string]string` */
  readonly goType: string
  readonly atomic: boolean
}

export interface StructSchema {
  readonly type: 'struct'
  /** `io.k8s.api.certificates.v1.CertificateSigningRequestSpec` */
  readonly name: string
  readonly goName: string
  /** `v1.CertificateSigningRequestSpec` */
  readonly goType: string
  /** in wire order */
  readonly fields: readonly FieldSchema[]
  readonly byName: ReadonlyMap<string, FieldSchema>
  readonly atomic: boolean
}

export interface FieldSchema {
  readonly name: string
  readonly schema: Schema
  /** value emitted for an unset field, such as `null` or `[]`; undefined: nothing is emitted */
  readonly zero: unknown
  /** documented default of a scalar; never emitted, but used if a list item lacks this key field */
  readonly default: unknown
  /** field numbers, outermost message first; empty for none */
  readonly protobuf: readonly number[]
  /** Go name of the embedded struct that has the field, if decode errors show the name */
  readonly embedded: string | undefined
  /** scalar behind a pointer: `0`, `''` and `false` count as set */
  readonly pointer: boolean
  /** decoding keeps an empty list, as Go does; `canonical` drops it */
  readonly keepsEmpty: boolean
  /** whether strategic merge patches merge the list: by `patchMergeKey`, or as a set without one */
  readonly patchMerge: boolean
  readonly patchMergeKey: string | undefined
}

export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema
