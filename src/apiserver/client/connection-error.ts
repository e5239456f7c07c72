/** An unusable kubeconfig, or a server that does not answer; the message is one sentence. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

export const unanswered = (server: string, error: unknown): ConnectionError => {
  const why = error instanceof Error ? error.message : String(error)
  return new ConnectionError(`${server} does not answer: ${why}.`, { cause: error })
}

/** Codes of an unavailable network or server; for invalid certificates, waiting does not help. */
const TRANSIENT = /^(E[A-Z]+|EAI_[A-Z]+|ERR_STREAM\w*|ABORT_ERR)$/
/** a server that does not speak TLS */
const PROTOCOL_ERROR = 'EPROTO'

/** Whether a retry may succeed. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof ConnectionError)) return false
  let root: unknown = error
  while (root instanceof Error && root.cause !== undefined) root = root.cause
  const { code = '' } = root as NodeJS.ErrnoException
  return TRANSIENT.test(code) && code !== PROTOCOL_ERROR
}
