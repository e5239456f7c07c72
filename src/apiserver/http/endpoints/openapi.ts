/** OpenAPI documents, made from openapi.yaml on first use (docs/reference/discovery.md). */
import { realTime } from '../../../apimachinery/clock.ts'
import { DeclaredMessage } from '../../../apimachinery/protobuf/declared.ts'
import { createHash } from 'node:crypto'
import {
  documentKeys,
  type OpenApiDocument,
  serveDocument,
} from '../../../apimachinery/schema/openapi-document.ts'
import type { Answer } from '../answer/answer.ts'
import { parseClauses } from '../answer/negotiate.ts'
import type { Call } from '../call.ts'
import { swaggerDocument } from './openapi-v2.ts'
import { serveContent } from './serve-content.ts'

const V2_PROTOBUF = /^application\/com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf$/
const V2_PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
const V3_PROTOBUF = /^application\/com\.github\.proto-openapi\.spec\.v3[.@]v1\.0\+protobuf$/
const JSON_TYPE = /^(application\/json|application\/\*|\*\/\*)$/
const YEAR_MS = 365 * 24 * 3600 * 1000

interface Part {
  readonly body: Buffer
  readonly hash: string
}

/** Two header lines, even if the answer is compressed. */
const V2_VARY = { vary: ['Accept-Encoding', 'Accept'] }

const NOTHING = Buffer.alloc(0)

/**
 * The first fields of `openapi.v2.Document` (github.com/google/gnostic-models,
 * openapiv2/OpenAPIv2.proto).
 */
const V2_DOCUMENT = new DeclaredMessage({
  swagger: [1, 'text'],
  info: [2, new DeclaredMessage({ title: [1, 'text'], version: [2, 'text'] })],
})

const partOf = (body: Buffer): Part => ({
  body,
  hash: createHash('sha512').update(body).digest('hex').toUpperCase(),
})

const empty = (code: number): Answer => ({ code, contentType: '', body: NOTHING })

/** Go's `http.Redirect`, without escaping. */
const moved = (location: string): Answer => ({
  code: 301,
  contentType: 'text/html; charset=utf-8',
  body: Buffer.from(`<a href="${location}">Moved Permanently</a>.\n\n`),
  headers: { location },
})

const acceptedTypes = (accept = '*/*'): string[] => parseClauses(accept).map(({ type }) => type)

export class OpenApi {
  readonly #document: OpenApiDocument
  readonly #version: string
  readonly #keys: readonly string[]
  readonly #parts = new Map<string, Part>()
  #since: number | undefined

  /** `version`: the server's. */
  constructor(document: OpenApiDocument, version: string, serves: (path: string) => boolean) {
    const paths = Object.entries(document.paths).filter(([path]) => serves(path))
    this.#document = { ...document, paths: Object.fromEntries(paths) }
    this.#version = version
    this.#keys = documentKeys(this.#document)
  }

  #part(name: string, make: () => Buffer): Part {
    let part = this.#parts.get(name)
    if (part === undefined) {
      part = partOf(make())
      this.#parts.set(name, part)
    }
    return part
  }

  /** Returns the document of a key such as `apis/certificates.k8s.io/v1`. */
  #v3(key: string): Part {
    return this.#part(`v3 ${key}`, () =>
      Buffer.from(JSON.stringify(serveDocument(this.#document, key, this.#version))),
    )
  }

  #index(): Part {
    return this.#part('index', () => {
      const entries = this.#keys.map((key) => [
        key,
        { serverRelativeURL: `/openapi/v3/${key}?hash=${this.#v3(key).hash}` },
      ])
      return Buffer.from(JSON.stringify({ paths: Object.fromEntries(entries) }))
    })
  }

  /**
   * The aggregator rebuilds its index for each request, without a content type: Go detects
   * text/plain.
   */
  answerIndex(call: Call): Answer {
    const { body } = this.#index()
    const modified = realTime(call.clock).now()
    return serveContent(call, { body, contentType: 'text/plain; charset=utf-8', modified })
  }

  /**
   * A document below `/openapi/v3/`; an unknown key yields an empty 404, as in kube-openapi's
   * handler3.
   */
  answerDocument(call: Call, key: string): Answer {
    if (!this.#keys.includes(key)) return empty(404)
    const types = acceptedTypes(call.headers.accept)
    if (
      types.some((type) => V3_PROTOBUF.test(type)) &&
      !types.some((type) => JSON_TYPE.test(type))
    ) {
      return empty(406)
    }
    const part = this.#v3(key)
    const asked = call.info.query.get('hash')
    if (asked === null) return this.#conditional(call, part, 'application/json')
    if (asked !== part.hash) {
      return moved(`/openapi/v3/${key}?hash=${part.hash}`)
    }
    return this.#conditional(call, part, 'application/json', {
      'cache-control': 'public, immutable',
      expires: new Date(realTime(call.clock).now() + YEAR_MS).toUTCString(),
    })
  }

  /**
   * The whole API in OpenAPI 2. Protobuf gets a document without paths: kubectl requests it when
   * OpenAPI 3 lacks a kind, and rejects the manifest after a 406.
   */
  answerV2(call: Call): Answer {
    const types = acceptedTypes(call.headers.accept)
    if (types.some((type) => JSON_TYPE.test(type)))
      return this.#conditional(call, this.#v2(), 'application/json', V2_VARY)
    if (types.some((type) => V2_PROTOBUF.test(type)))
      return this.#conditional(call, this.#bareV2(), V2_PROTOBUF_TYPE, V2_VARY)
    return empty(406)
  }

  #bareV2(): Part {
    const info = { title: 'Kubernetes', version: this.#version }
    return this.#part('v2 protobuf', () => V2_DOCUMENT.encode({ swagger: '2.0', info }))
  }

  #v2(): Part {
    return this.#part('v2', () =>
      Buffer.from(JSON.stringify(swaggerDocument(this.#document, this.#version))),
    )
  }

  #conditional(
    call: Call,
    { body, hash }: Part,
    contentType: string,
    headers: Readonly<Record<string, string | string[]>> = {},
  ): Answer {
    // constant while the server runs
    this.#since ??= realTime(call.clock).now()
    const content = { body, contentType, etag: `"${hash}"`, modified: this.#since }
    return serveContent(call, content, { vary: 'Accept', ...headers })
  }
}
