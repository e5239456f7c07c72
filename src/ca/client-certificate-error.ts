export type ClientCertificateReason =
  'expired' | 'not-yet-valid' | 'unknown-ca' | 'no-client-usage' | 'malformed' | 'bad-uid'

/** The message is Go's or Kubernetes'. */
export class ClientCertificateError extends Error {
  override readonly name = 'ClientCertificateError'
  readonly reason: ClientCertificateReason

  constructor(reason: ClientCertificateReason, message: string) {
    super(message)
    this.reason = reason
  }
}
