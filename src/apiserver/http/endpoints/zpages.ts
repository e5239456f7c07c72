/** Forms of `/statusz` and `/flagz` (`k8s.io/apiserver/pkg/server/statusz` and `flagz`, 1.36). */
import type { Entropy } from '../../../apimachinery/entropy.ts'
import { notAcceptable } from '../../../apimachinery/status.ts'
import { stringifyJson } from '../../../apimachinery/text/json.ts'
import {
  type Clause,
  matchesType,
  PAGE_TYPES,
  PageNotAcceptable,
  parseClauses,
  wantsPretty,
} from '../answer/negotiate.ts'
import { renderJson } from '../answer/representation.ts'
import { textAnswer } from '../answer/text.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'

const GROUP = 'config.k8s.io'
const COMPONENT = 'apiserver'

/** version → whether it is deprecated */
const VERSIONS: Readonly<Record<string, boolean>> = { v1beta1: false, v1alpha1: true }

const TEXT = 'text/plain'

export interface ZPage {
  readonly name: 'statusz' | 'flagz'
  readonly kind: string
  /** without kind, version and metadata */
  readonly fields: object
  /** `delimiter` separates names and values. */
  readonly text: (delimiter: string) => string
}

const isKind = ({ params }: Clause, kind: string): boolean =>
  params.get('g') === GROUP &&
  params.get('as') === kind &&
  Object.hasOwn(VERSIONS, params.get('v') ?? '')

const asksForAnything = ({ params }: Clause): boolean =>
  params.has('as') || params.has('g') || params.has('v')

/** Clauses that ask for a server version (`sv`) or a stream are ignored. */
const isServed = ({ params }: Clause): boolean =>
  (params.get('stream') ?? '') === '' && (params.get('sv') ?? '') === ''

/**
 * Returns the form that the client accepts; undefined for text. Clauses for JSON and YAML must name
 * the kind. Throws the 406.
 */
const chosen = (accept: string | undefined, kind: string) => {
  if (accept === undefined || accept.trim() === '') return undefined
  for (const clause of parseClauses(accept).filter(isServed)) {
    const mediaType = PAGE_TYPES.find((type) => matchesType(clause.type, type))
    if (mediaType !== undefined && isKind(clause, kind)) {
      const { params } = clause
      return { mediaType, version: params.get('v')!, pretty: params.get('pretty') === '1' }
    }
    if (matchesType(clause.type, TEXT) && !asksForAnything(clause)) return undefined
  }
  const { status } = notAcceptable(
    `only the following media types are accepted: ${[...PAGE_TYPES, TEXT].join(', ')}`,
  )
  throw new PageNotAcceptable(status)
}

const WARNING =
  'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.'

const DELIMITERS = [':', ': ', '=', ' ']

/** Returns a random delimiter, to discourage clients from parsing the text. */
const someDelimiter = (entropy: Entropy): string =>
  DELIMITERS[entropy.bytes(1)[0]! % DELIMITERS.length]!

/** Throws {@link PageNotAcceptable}. */
export const zPageAnswer = (call: Call, page: ZPage): Answer => {
  const { headers, info, entropy } = call
  const { name, kind, fields, text } = page
  const form = chosen(headers.accept, kind)
  if (form === undefined) {
    const shown = text(someDelimiter(entropy))
    return textAnswer(200, `\n${COMPONENT} ${name}\n${WARNING}\n${shown}`, {})
  }
  const { mediaType, version } = form
  const object = {
    kind,
    apiVersion: `${GROUP}/${version}`,
    metadata: { name: COMPONENT },
    ...fields,
  }
  if (VERSIONS[version] === true) {
    call.warnings.add(
      `This version of the ${name} endpoint is deprecated. Please use a newer version.`,
    )
  }
  return {
    code: 200,
    contentType: `${mediaType};g=${GROUP};v=${version};as=${kind}`,
    body: renderJson(
      stringifyJson(object),
      mediaType,
      wantsPretty(info.query, headers['user-agent'], form),
    ),
  }
}
