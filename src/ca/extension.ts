/** An X.509 extension, its value undecoded. */
export interface Extension {
  /** dotted OID */
  id: string
  critical: boolean
  /** contents of the OCTET STRING */
  value: Buffer
}
