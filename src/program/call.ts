/** Requests of a program to its cluster: through every stage, and over no socket. */
import type { Server } from '../server.ts'

/** The cluster answered with an error, whose text is the server's. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export type Asked = Parameters<Server['inject']>

/** Resolves with what is answered. Rejects with RequestRefused. */
export const call = async <T>(server: Pick<Server, 'inject'>, ...asked: Asked): Promise<T> => {
  const { code, body } = await server.inject(...asked)
  if (code < 300) return body as T
  const [method, url] = asked
  const { message } = body
  throw new RequestRefused(
    code,
    typeof message === 'string' ? message : `${method} ${url}: ${code}`,
  )
}
