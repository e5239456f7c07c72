export interface Extension {
  id: string
  critical: boolean
  /** contents of the OCTET STRING */
  value: Buffer
}
