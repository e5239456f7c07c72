/** The names of the fields of a request (RFC 2986 section 4) and of a certificate (RFC 5280 section 4.1), in their order. */
export interface Field {
  /** '': it has none */
  readonly name: string
  /** identifier bytes that it can have; undefined: any */
  readonly tags?: readonly number[]
  /** the fields within it, in order; the last one stands for all that follow */
  readonly parts?: readonly Field[]
}

const field = (name: string, parts?: readonly Field[]): Field => ({
  name,
  ...(parts && { parts }),
})

const tagged = (name: string, tag: number, parts?: readonly Field[]): Field => ({
  ...field(name, parts),
  tags: [tag],
})

const ALGORITHM = [field('algorithm'), field('parameters')]
const NAME = [field('relativeName', [field('attribute', [field('type'), field('value')])])]
/** Of elliptic curves it is a point, which has no parts. */
const RSA_KEY = [field('rsaPublicKey', [field('modulus'), field('publicExponent')])]
const KEY = [field('algorithm', ALGORITHM), field('subjectPublicKey', RSA_KEY)]
const EXTENSION = [
  field('extension', [
    field('extnID'),
    // BOOLEAN, left out where it is false
    tagged('critical', 0x01),
    field('extnValue'),
  ]),
]

export const CERTIFICATE_FIELDS: readonly Field[] = [
  field('certificate', [
    field('tbsCertificate', [
      tagged('version', 0xa0, [field('')]),
      field('serialNumber'),
      field('signature', ALGORITHM),
      field('issuer', NAME),
      field('validity', [field('notBefore'), field('notAfter')]),
      field('subject', NAME),
      field('subjectPublicKeyInfo', KEY),
      tagged('issuerUniqueID', 0x81),
      tagged('subjectUniqueID', 0x82),
      tagged('extensions', 0xa3, [field('', EXTENSION)]),
    ]),
    field('signatureAlgorithm', ALGORITHM),
    field('signatureValue'),
  ]),
]

export const REQUEST_FIELDS: readonly Field[] = [
  field('certificationRequest', [
    field('certificationRequestInfo', [
      field('version'),
      field('subject', NAME),
      field('subjectPKInfo', KEY),
      tagged('attributes', 0xa0, [
        field('attribute', [field('type'), field('values', [field('extensions', EXTENSION)])]),
      ]),
    ]),
    field('signatureAlgorithm', ALGORITHM),
    field('signature'),
  ]),
]

/** Asked for each element in turn, says which field it is; those that are left out are passed over. */
export const fieldsIn = (fields: readonly Field[]): ((tag: number) => Field | undefined) => {
  let next = 0
  return (tag) => {
    while (next < fields.length) {
      const found = fields[next]!
      const fits = found.tags?.includes(tag) !== false
      if (fits && next === fields.length - 1) return found
      next++
      if (fits) return found
    }
    return undefined
  }
}
