/**
 * Compiled schema of a kind for decoding, field validation, patches, server-side apply, protobuf
 * and wire order.
 */

/**
 * Go representation of a scalar, which decides its JSON form, zero value, protobuf form and error
 * texts.
 */
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
  /** Go's name in decode errors: `string`, `v1.KeyUsage`, `int32`, `v1.Time` */
  readonly goType: string
}

export interface ListSchema {
  readonly type: 'list'
  readonly items: Schema
  /** `[]v1.KeyUsage` */
  readonly goType: string
  /** `x-kubernetes-list-type` for server-side apply; default: atomic */
  readonly listType: 'atomic' | 'set' | 'map'
  /** keys of a list of type map, in document order */
  readonly mapKeys: readonly string[]
}

export interface MapSchema {
  readonly type: 'map'
  readonly values: Schema
  /** `map[string]string` */
  readonly goType: string
  /** `x-kubernetes-map-type: atomic` */
  readonly atomic: boolean
}

export interface StructSchema {
  readonly type: 'struct'
  /** component name: `io.k8s.api.certificates.v1.CertificateSigningRequestSpec` */
  readonly name: string
  /** Go's name in decode errors: `CertificateSigningRequestSpec` */
  readonly goName: string
  /** `v1.CertificateSigningRequestSpec` */
  readonly goType: string
  /** in Go's struct order, which is wire order */
  readonly fields: readonly FieldSchema[]
  readonly byName: ReadonlyMap<string, FieldSchema>
  readonly atomic: boolean
}

export interface FieldSchema {
  readonly name: string
  readonly schema: Schema
  /** value emitted for an unset field (`null`, `""`, `[]`, `{}` …); undefined: none */
  readonly zero: unknown
  /** documented value of an unset scalar; not emitted, but used for keys of list items */
  readonly default: unknown
  /**
   * protobuf field number, after those of the messages around it where Go embeds a struct; empty
   * for none
   */
  readonly protobuf: readonly number[]
  /** scalar behind a pointer: `0`, `''` and `false` count as set */
  readonly pointer: boolean
  /** decoding keeps an empty list, which has a meaning of its own; `canonical` drops it, like Go */
  readonly keepsEmpty: boolean
  /**
   * strategic merge: lists with `merge` are merged (by `patchMergeKey`, or as a set), others
   * replaced
   */
  readonly patchMerge: boolean
  readonly patchMergeKey: string | undefined
}

export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema
