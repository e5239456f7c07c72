/** OpenAPI documents, made from openapi.yaml on first use (`k8s.io/kube-openapi/pkg/handler3/`). */
import { type ClusterTime, realTime } from '../../../apimachinery/clock.ts'
import { DeclaredMessage } from '../../../apimachinery/protobuf/declared.ts'
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import {
  documentKeys,
  type OpenApiDocument,
  serveDocument,
} from '../../../apimachinery/schema/openapi-document.ts'
import type { Answer } from '../answer/answer.ts'
import { parseClauses } from '../answer/negotiate.ts'
import type { RequestInfo } from '../request-info.ts'
import { swaggerDocument } from './openapi-v2.ts'
import { serveContent } from './serve-content.ts'

const V2_PROTOBUF = /^application\/com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf$/
const V2_PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
const V3_PROTOBUF = /^application\/com\.github\.proto-openapi\.spec\.v3[.@]v1\.0\+protobuf$/
const JSON_TYPE = /^(application\/json|application\/\*|\*\/\*)$/
const YEAR_MS = 365 * 24 * 3600 * 1000

interface DocumentRequest {
  readonly headers: IncomingHttpHeaders
  readonly info: Pick<RequestInfo, 'query'>
  readonly clock: ClusterTime
}

interface Part {
  readonly body: Buffer
  readonly hash: string
}

/** Two header lines, as on the real server, even if the answer is not compressed. */
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

const empty = (code: number): Answer => ({ code, contentType: '', body: NOTHING })

/** Go's `http.Redirect`, without escaping. */
const moved = (location: string): Answer => ({
  code: 301,
  contentType: 'text/html; charset=utf-8',
  body: Buffer.from(`<a href="${location}">Moved Permanently</a>.\n\n`),
  headers: { location },
})

const accepts = ({ headers }: DocumentRequest, pattern: RegExp): boolean =>
  parseClauses(headers.accept ?? '*/*').some(({ type }) => pattern.test(type))

/** `version`: the server's, such as `v1.36.3`. */
export const openApiOf = (
  { paths, ...rest }: OpenApiDocument,
  version: string,
  serves: (path: string) => boolean,
) => {
  const servedPaths = Object.entries(paths).filter(([path]) => serves(path))
  const document = { ...rest, paths: Object.fromEntries(servedPaths) }
  const keys = documentKeys(document)
  const parts = new Map<string, Part>()
  let since: number | undefined

  const partOf = (name: string, make: () => string | Uint8Array): Part => {
    let part = parts.get(name)
    if (part === undefined) {
      const body = Buffer.from(make())
      part = { body, hash: createHash('sha512').update(body).digest('hex').toUpperCase() }
      parts.set(name, part)
    }
    return part
  }

  /** `key`: such as `apis/certificates.k8s.io/v1`. */
  const v3 = (key: string): Part =>
    partOf(`v3 ${key}`, () => JSON.stringify(serveDocument(document, key, version)))

  const conditional = (
    call: DocumentRequest,
    { body, hash }: Part,
    headers: Readonly<Record<string, string | string[]>> = {},
    contentType = 'application/json',
  ): Answer => {
    // Last-Modified is the time of the first request
    since ??= realTime(call.clock).now()
    const content = { body, contentType, etag: `"${hash}"`, modified: since }
    return serveContent(call, content, { vary: 'Accept', ...headers })
  }

  return {
    /**
     * The Last-Modified time of the index is the current time, because upstream's aggregator makes
     * the index for each request. The aggregator sets no content type, so Go detects text/plain.
     */
    answerIndex: (call: DocumentRequest): Answer => {
      const { body } = partOf('index', () => {
        const entries = keys.map((key) => [
          key,
          { serverRelativeURL: `/openapi/v3/${key}?hash=${v3(key).hash}` },
        ])
        return JSON.stringify({ paths: Object.fromEntries(entries) })
      })
      const modified = realTime(call.clock).now()
      return serveContent(call, { body, contentType: 'text/plain; charset=utf-8', modified })
    },

    /** An unknown key yields an empty 404, as in kube-openapi's handler3. */
    answerDocument: (call: DocumentRequest, key: string): Answer => {
      if (!keys.includes(key)) return empty(404)
      if (accepts(call, V3_PROTOBUF) && !accepts(call, JSON_TYPE)) return empty(406)
      const part = v3(key)
      const asked = call.info.query.get('hash')
      if (asked === null) return conditional(call, part)
      if (asked !== part.hash) return moved(`/openapi/v3/${key}?hash=${part.hash}`)
      return conditional(call, part, {
        'cache-control': 'public, immutable',
        expires: new Date(realTime(call.clock).now() + YEAR_MS).toUTCString(),
      })
    },

    /**
     * If OpenAPI 3 lacks the kind of a manifest, kubectl looks for the kind in the paths of the
     * protobuf document; after a 406, kubectl would reject the manifest. No path serves such a
     * kind, so the protobuf document has no paths.
     */
    answerV2: (call: DocumentRequest): Answer => {
      if (accepts(call, JSON_TYPE)) {
        const part = partOf('v2', () => JSON.stringify(swaggerDocument(document, version)))
        return conditional(call, part, V2_VARY)
      }
      if (!accepts(call, V2_PROTOBUF)) return empty(406)
      const info = { title: 'Kubernetes', version }
      const part = partOf('v2 protobuf', () => V2_DOCUMENT.encode({ swagger: '2.0', info }))
      return conditional(call, part, V2_VARY, V2_PROTOBUF_TYPE)
    },
  }
}

export type OpenApi = ReturnType<typeof openApiOf>
