/**
 * The schema of a kind, compiled from openapi.yaml: what decoding, strict field validation, patches, server-side apply,
 * protobuf and the order of fields on the wire are read from.
 */

/** How a leaf is held in Go, which decides its JSON form, its zero value, its protobuf form and its error texts. */
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
  /** as Go prints the type in a decode error: `string`, `v1.KeyUsage`, `int32`, `v1.Time` */
  readonly goType: string
}

export interface ListSchema {
  readonly type: 'list'
  readonly items: Schema
  /** `[]v1.KeyUsage` */
  readonly goType: string
  /** how server-side apply sees it (`x-kubernetes-list-type`); atomic when the document says nothing */
  readonly listType: 'atomic' | 'set' | 'map'
  /** the keys of a list of type map, in the document's order */
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
  /** `CertificateSigningRequestSpec`, as Go names the struct of a field in a decode error */
  readonly goName: string
  /** `v1.CertificateSigningRequestSpec` */
  readonly goType: string
  /** in Go's struct order, which is the order on the wire */
  readonly fields: readonly FieldSchema[]
  readonly byName: ReadonlyMap<string, FieldSchema>
  readonly atomic: boolean
}

export interface FieldSchema {
  readonly name: string
  readonly schema: Schema
  /** what is emitted when the field is unset (`null`, `""`, `[]`, `{}` …); undefined: nothing is */
  readonly zero: unknown
  /** what the document says that an unset scalar stands for; it is not emitted, but names items of lists whose key the field is */
  readonly default?: unknown
  /** protobuf field number; 0 when the field has none */
  readonly protobuf: number
  /** numbers from the outside in, in place of one, where Go embeds a struct: protobuf has a message that JSON has not */
  readonly protobufPath?: readonly number[]
  /** a scalar that Go holds behind a pointer: `0`, `''` and `false` are values of it, not its absence */
  readonly pointer?: boolean
  /** decoding keeps an empty list, which is a request of its own; `canonical` leaves it out, as Go does when it writes */
  readonly keepsEmpty?: boolean
  /** strategic merge: lists with `merge` are merged (by `patchMergeKey`, or as a set of primitives), others replaced */
  readonly patchMerge: boolean
  readonly patchMergeKey: string | undefined
}

export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema
