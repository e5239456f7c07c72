/** The effect of each kind of fault. The parameters have already passed schema validation. */
import { STATUS_CODES } from 'node:http'
import { pauseFor } from '../../apimachinery/pause.ts'
import { expired, type Status, StatusError } from '../../apimachinery/status.ts'
import { CutConnection } from '../../apiserver/extensions.ts'
import { CERTIFICATE_FAULTS } from './faulty-certificate.ts'
import { verdictOf } from '../approvers/rule.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { durationOf } from '../bodies/texts.ts'
import type { FaultKind } from '../generated/bodies.d.ts'
import type { FaultEffect } from './fault.ts'

/** Reasons by code (`k8s.io/apimachinery/pkg/apis/meta/v1`). */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

const statusOf = (
  { code, message, ...said }: NonNullable<FaultKind['status']>,
  name: string,
): Status => {
  const { reason = REASONS[code], retryAfterSeconds } = said
  const status = [code, STATUS_CODES[code] ?? reason].join(' ').trimEnd()
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: message ?? `injected by fault ${JSON.stringify(name)} (${status})`,
    ...(reason !== undefined && { reason }),
    ...(retryAfterSeconds !== undefined && { details: { retryAfterSeconds } }),
    code,
  }
}

/** Message for a compacted revision (`pkg/storage/etcd3/errors.go` of k8s.io/apiserver, v1.36). */
const TOO_OLD = 'The resourceVersion for the provided watch is too old.'

const ANSWERS = [...CERTIFICATE_FAULTS, 'silent'] as const

interface EffectContext {
  readonly name: string
  /** path of the effect in the body, for errors, such as `fault.delay` */
  readonly at: string
  /** newest revision of the store */
  readonly revision: () => number
}

const delayOf = ({ delay = '0s' }: { readonly delay?: string | undefined }, at: string): number =>
  durationOf(delay, `${at}.delay`)

export const EFFECTS: {
  readonly [K in keyof FaultKind]-?: (
    given: NonNullable<FaultKind[K]>,
    context: EffectContext,
  ) => FaultEffect
} = {
  status: (given, { name }) => {
    const status = statusOf(given, name)
    return { around: () => Promise.reject(new StatusError(status)) }
  },
  delay: (given, { at }) => {
    const delay = durationOf(given, at)
    return {
      around: async (handle, { signal }, realTime) => {
        await pauseFor(realTime, delay, signal)
        signal.throwIfAborted()
        return handle()
      },
    }
  },
  drop: (moment) => ({
    around: async (handle) => {
      try {
        if (moment === 'after') await handle()
      } catch (error) {
        // an error response is lost with the connection too
        if (!(error instanceof StatusError)) throw error
      }
      throw new CutConnection()
    },
  }),
  watchCut: (given, { at }) => ({
    verb: 'watch',
    watch: { delay: delayOf(given, at), end: (watch) => watch.cut() },
  }),
  watchGone: (given, { at }) => ({
    verb: 'watch',
    watch: { delay: delayOf(given, at), end: (watch) => watch.fail(expired(TOO_OLD)) },
  }),
  staleList: (_given, { revision }) => {
    const resourceVersion = String(revision())
    return {
      verb: 'list',
      around: (handle, { info: { query } }) => {
        // a continue token has the revision of the first page
        if (!query.has('continue')) {
          query.set('resourceVersion', resourceVersion)
          query.set('resourceVersionMatch', 'Exact')
        }
        return handle()
      },
    }
  },
  signer: (given, { at }) => {
    const { delay, fail } = given
    const answers = [
      ...ANSWERS.filter((name) => given[name] === true),
      ...(fail === undefined ? [] : [{ fail }]),
    ]
    if (answers.length > 1 || (answers.length === 0 && delay === undefined))
      throw new FieldProblem(
        at,
        `give delay, or one of ${['fail', ...ANSWERS].join(', ')}, or delay with one of them`,
      )
    const delayMs = delayOf(given, at)
    const [answer] = answers
    return {
      signer: (certificates) => {
        if (answer === 'silent') return { delayMs, answer: 'silence' }
        if (typeof answer !== 'string') return { delayMs, answer }
        return {
          delayMs,
          answer: { issue: (...issuance) => certificates.issue(answer, ...issuance) },
        }
      },
    }
  },
  approver: (given, { at, name }) => {
    const verdict = verdictOf(given, at, 'CsrlabFault', `by fault ${name}`)
    if (given.delay === undefined && verdict === undefined)
      throw new FieldProblem(at, 'give approve, deny or delay')
    return { approver: { delayMs: delayOf(given, at), verdict } }
  },
}
