/** Explains why a TLS connection to etcd failed, and what to do. */

/** An error of OpenSSL, which has one telling phrase: `4022…:error:0A00045C:SSL routines:FUNCTION:PHRASE:FILE:LINE:…`. */
const OPENSSL = /:SSL routines:[^:]{0,80}:([^:]{0,120}):/

/** etcd ends the handshake of a client without a certificate, or with one that it does not trust (RFC 8446, section 6.2). */
const OF_CLIENT =
  /alert (?:certificate required|bad certificate|unknown ca|unsupported certificate|certificate expired|certificate unknown|handshake failure)/

/** Node does not take etcd's certificate (its codes and words: https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const OF_SERVER =
  /: ((?:unable to|self-signed certificate|certificate has expired|certificate is not yet valid|unsupported certificate purpose)[^(]*)/

const OTHER_NAME = /Hostname\/IP does not match certificate's altnames/

const NO_TLS = /wrong version number|packet length too long/

/**
 * `reason`: what the client of gRPC says of a connection that it could not make. Returns a sentence without its full stop; undefined:
 * it is not for TLS.
 */
export const tlsFailure = (
  server: string,
  reason: string,
  showsCertificate: boolean,
): string | undefined => {
  const phrase = OPENSSL.exec(reason)?.[1] ?? ''
  if (OF_CLIENT.test(phrase))
    return showsCertificate
      ? `etcd at ${server} refuses the certificate of --etcd-certfile (${phrase}): give one for clients of a CA in its --trusted-ca-file`
      : `etcd at ${server} asks its clients for a certificate: give --etcd-certfile and --etcd-keyfile`
  if (NO_TLS.test(phrase))
    return `etcd at ${server} speaks no TLS: write http:// in --etcd-servers, or give it a certificate`
  if (OTHER_NAME.test(reason))
    return `the certificate of etcd at ${server} is for other names: write one of those in --etcd-servers`
  const problem = OF_SERVER.exec(reason)?.[1]?.replace(/\.$/, '')
  return problem === undefined
    ? undefined
    : `the certificate of etcd at ${server} is not to be trusted (${problem}): correct --etcd-cafile, or etcd's certificate`
}
