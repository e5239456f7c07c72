export type ClientCertificateReason =
  'expired' | 'not-yet-valid' | 'unknown-ca' | 'no-client-usage' | 'malformed' | 'bad-uid'

/** Rejection of a client certificate. The message is Go's or Kubernetes', for the log. */
export class ClientCertificateError extends Error {
  override readonly name = 'ClientCertificateError'
  readonly reason: ClientCertificateReason

  constructor(reason: ClientCertificateReason, message: string) {
    super(message)
    this.reason = reason
  }
}
