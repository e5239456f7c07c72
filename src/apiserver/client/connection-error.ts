/** The kubeconfig is unusable, or the server does not answer. The message is one sentence. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

export const unanswered = (server: string, error: unknown): ConnectionError => {
  const why = error instanceof Error ? error.message : String(error)
  return new ConnectionError(`${server} does not answer: ${why}.`, { cause: error })
}

/** codes of errors after which a retry may succeed, except {@link PROTOCOL_ERROR} */
const TRANSIENT = /^(E[A-Z]+|EAI_[A-Z]+|ERR_STREAM\w*|ABORT_ERR)$/
/** a TLS handshake failed, for example because the server does not speak TLS */
const PROTOCOL_ERROR = 'EPROTO'

export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof ConnectionError)) return false
  let root: unknown = error
  while (root instanceof Error && root.cause !== undefined) root = root.cause
  const { code = '' } = root as NodeJS.ErrnoException
  return TRANSIENT.test(code) && code !== PROTOCOL_ERROR
}
