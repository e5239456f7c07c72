/** Clients that retry like client-go, and count failures. */
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, CONFIG_MAPS, type Where } from '../../../tools/kit/client.ts'
import { arrival } from '../../fixtures/waits.ts'

/** Resolves with the status code. */
type Ask = (method: 'DELETE' | 'GET' | 'POST', path: string, body?: object) => Promise<number>

const PAUSE_MS = 15

/** client-go (`rest/request.go`) retries reads whose connection was reset or closed. */
const isAskedAgain = (method: string, error: unknown): boolean => {
  const { code, message } = error as NodeJS.ErrnoException
  return method === 'GET' && (code === 'ECONNRESET' || message === 'socket hang up')
}

export class Caller {
  readonly name: string
  readonly #ask: Ask
  readonly #end: () => void
  /** without retries */
  asked = 0
  readonly failures: string[] = []
  askedAgain = 0

  private constructor(name: string, ask: Ask, end: () => void) {
    this.name = name
    this.#ask = ask
    this.#end = end
  }

  /** Makes a caller with a persistent HTTP/1.1 connection. */
  static http1(name: string, where: Where): Caller {
    const client = new Client(where, { connections: 1 })
    const ask: Ask = async (...asked) => (await client.ask(...asked)).code
    return new Caller(name, ask, () => client.close())
  }

  /** Makes a caller with an HTTP/2 session, which is replaced after GOAWAY. */
  static http2(name: string, where: Where): Caller {
    const { ca, headers } = new Client(where)
    let session: ClientHttp2Session | undefined
    const open = (): ClientHttp2Session => {
      if (session !== undefined && !session.closed && !session.destroyed) return session
      session = connect(where.url, { ca })
      session.on('error', () => undefined)
      return session
    }
    const ask: Ask = async (method, path, body) => {
      const own = { ':method': method, ':path': path, 'content-type': 'application/json' }
      const stream = open().request({ ...headers, ...own })
      stream.end(body === undefined ? undefined : JSON.stringify(body))
      try {
        const [answer] = await arrival(stream, 'response')
        stream.resume()
        await arrival(stream, 'end')
        return Number(answer[':status'])
      } catch (error) {
        // the request was not processed (RFC 9113 section 8.7)
        if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return ask(method, path, body)
        throw error
      }
    }
    return new Caller(name, ask, () => session?.destroy())
  }

  async run(isOver: () => boolean): Promise<void> {
    for (let i = 0; !isOver(); i++) {
      const name = `${this.name}-${i}`
      await this.#must('POST', CONFIG_MAPS, 201, { metadata: { name } })
      await this.#must('GET', `${CONFIG_MAPS}/${name}`, 200)
      await this.#must('DELETE', `${CONFIG_MAPS}/${name}`, 200)
      await sleep(PAUSE_MS)
    }
    this.#end()
  }

  async #must(
    method: 'DELETE' | 'GET' | 'POST',
    path: string,
    expected: number,
    body?: object,
  ): Promise<void> {
    this.asked++
    try {
      const code = await this.#ask(method, path, body)
      if (code !== expected) this.failures.push(`${method} ${path}: ${code}`)
    } catch (error) {
      if (!isAskedAgain(method, error)) {
        this.failures.push(`${method} ${path}: ${String(error)}`)
        return
      }
      this.asked--
      this.askedAgain++
      await this.#must(method, path, expected, body)
    }
  }
}
