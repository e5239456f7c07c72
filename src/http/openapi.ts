/** `/openapi/v3`: the index and a document per group version, cut from openapi.yaml (apimachinery section 1.9). */
import { createHash } from 'node:crypto'
import { documentKeys, type OpenApiDocument, serveDocument } from '../api/openapi-document.ts'
import type { Answer, Call } from './call.ts'

const PROTOBUF = /application\/com\.github\.proto-openapi\.spec\.v3[.@]v1\.0\+protobuf/
const YEAR_MS = 365 * 24 * 3600 * 1000

interface Part {
  readonly body: Buffer
  readonly hash: string
}

const hashOf = (body: Buffer): string =>
  createHash('sha512').update(body).digest('hex').toUpperCase()

export class OpenApi {
  readonly #document: OpenApiDocument
  readonly #parts = new Map<string, Part>()
  #index: Buffer | undefined

  constructor(document: OpenApiDocument) {
    this.#document = document
  }

  /** The document of a key such as `apis/certificates.k8s.io/v1`, cut and hashed when it is first asked for. */
  #part(key: string): Part | undefined {
    let part = this.#parts.get(key)
    if (part === undefined && documentKeys(this.#document).includes(key)) {
      const body = Buffer.from(JSON.stringify(serveDocument(this.#document, key)))
      part = { body, hash: hashOf(body) }
      this.#parts.set(key, part)
    }
    return part
  }

  #indexBody(): Buffer {
    this.#index ??= Buffer.from(
      JSON.stringify({
        paths: Object.fromEntries(
          documentKeys(this.#document).map((key) => [
            key,
            { serverRelativeURL: `/openapi/v3/${key}?hash=${this.#part(key)!.hash}` },
          ]),
        ),
      }),
    )
    return this.#index
  }

  /** Undefined: no such path. `path` has no trailing slash. */
  answer(call: Call, path: string): Answer | undefined {
    if (path === '/openapi/v3') return this.#conditional(call, this.#indexBody(), {})
    if (!path.startsWith('/openapi/v3/')) return undefined
    const key = path.slice('/openapi/v3/'.length)
    const part = this.#part(key)
    if (part === undefined)
      return { code: 404, contentType: 'text/plain; charset=utf-8', body: Buffer.alloc(0) }
    if (
      PROTOBUF.test(call.headers.accept ?? '') &&
      !/json|\*\/\*/.test(call.headers.accept ?? '')
    ) {
      return { code: 406, contentType: 'text/plain; charset=utf-8', body: Buffer.alloc(0) }
    }
    const asked = call.info.query.get('hash')
    if (asked !== null && asked !== part.hash) {
      return {
        code: 301,
        contentType: 'text/plain; charset=utf-8',
        body: Buffer.alloc(0),
        headers: { location: `/openapi/v3/${key}?hash=${part.hash}` },
      }
    }
    return this.#conditional(
      call,
      part.body,
      asked === null
        ? {}
        : {
            'cache-control': 'public, immutable',
            expires: new Date(call.services.clock.now() + YEAR_MS).toUTCString(),
          },
    )
  }

  /** 304 when the client has this already; its tag is the hash of the bytes. */
  #conditional(call: Call, body: Buffer, headers: Record<string, string>): Answer {
    const etag = `"${hashOf(body)}"`
    const same = call.headers['if-none-match'] === etag
    return {
      code: same ? 304 : 200,
      contentType: 'application/json',
      body: same ? Buffer.alloc(0) : body,
      headers: { etag, vary: 'Accept', ...headers },
    }
  }
}
