/** X.509 extension with its undecoded value. */
export interface Extension {
  /** dotted OID */
  id: string
  critical: boolean
  /** contents of the OCTET STRING */
  value: Buffer
}
