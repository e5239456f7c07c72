/** `csrlab explain NAME`: asks a running server about one request, and tells its whole history. */
import { parseArgs } from 'node:util'
import type { CertificateSigningRequest } from '../api/kinds/certificates.ts'
import type { CoreEvent } from '../api/kinds/events.ts'
import { type Shown, shownJson, shownLines } from '../api/text/shown.ts'
import type { Release } from '../release/release.ts'
import { DEFAULT_VERSION, releaseOf } from '../release/releases.ts'
import type { CommandParts, CommandResult } from './command.ts'
import { serverKubeconfig, wrongUsage } from './command.ts'
import { ask, type Connection, ConnectionError, connectionOf } from './connection.ts'
import { renderTrace, traceOf } from './trace.ts'
import type { TraceParts } from './trace-step.ts'

export const EXPLAIN_HELP = shownLines([
  'Usage: csrlab explain NAME [-o json] [--kubeconfig FILE]',
  '',
  'Tells the history of one CertificateSigningRequest: who sent it, the rule that allowed it, admission, validation, approval, the',
  "signer's checks, the certificate field by field, and when it will be cleaned up. Asks the server of KUBECONFIG, or the one whose",
  'data folder is here.',
  '',
])

const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'

/** Which rule lets the author of a request create requests; undefined when we may not ask. */
const review = async (
  connection: Connection,
  { spec }: CertificateSigningRequest,
): Promise<TraceParts['review']> => {
  const { code, body } = await ask(connection, 'POST', REVIEWS, {
    spec: {
      user: spec.username,
      groups: spec.groups,
      resourceAttributes: {
        group: 'certificates.k8s.io',
        version: 'v1',
        resource: 'certificatesigningrequests',
        verb: 'create',
      },
    },
  })
  if (code >= 300) return undefined
  const { allowed = false, reason = '' } = body['status'] as { allowed?: boolean; reason?: string }
  return { allowed, reason }
}

/** What the server is; one that is not known counts as the usual one. */
const serverRelease = async (connection: Connection): Promise<Release> => {
  const { body } = await ask(connection, 'GET', '/version')
  const { gitVersion } = body
  const release = typeof gitVersion === 'string' ? releaseOf(gitVersion) : undefined
  return release ?? releaseOf(DEFAULT_VERSION)!
}

const eventsAbout = async (connection: Connection, name: string): Promise<CoreEvent[]> => {
  const selector = encodeURIComponent(
    `involvedObject.kind=CertificateSigningRequest,involvedObject.name=${name}`,
  )
  const { code, body } = await ask(
    connection,
    'GET',
    `/api/v1/namespaces/default/events?fieldSelector=${selector}`,
  )
  const items = code < 300 ? ((body['items'] ?? []) as CoreEvent[]) : []
  const time = ({ lastTimestamp, metadata }: CoreEvent): string =>
    `${lastTimestamp} ${metadata.name}`
  return items.sort((a, b) => (time(a) < time(b) ? -1 : 1))
}

const eventLines = (events: readonly CoreEvent[]): string[] =>
  events.map(({ lastTimestamp, message }) => `  ${lastTimestamp}  ${message}`)

/** Events for programs. */
const told = (events: readonly CoreEvent[]): object[] =>
  events.map(({ lastTimestamp, reason, message }) => ({ at: lastTimestamp, reason, text: message }))

const gone = (
  name: string,
  message: string,
  warnings: readonly string[],
  events: readonly CoreEvent[],
  json: boolean,
): Shown =>
  json
    ? shownJson({ name, found: false, message, warnings, events: told(events) })
    : shownLines([
        message,
        ...warnings,
        ...(events.length === 0
          ? []
          : ['', 'What is still known of it:', '', ...eventLines(events)]),
        '',
      ])

const explain = async (
  connection: Connection,
  name: string,
  json: boolean,
  now: number,
): Promise<CommandResult> => {
  const { code, body, warnings } = await ask(
    connection,
    'GET',
    `${COLLECTION}/${encodeURIComponent(name)}`,
  )
  const about = code < 300 || code === 404 ? await eventsAbout(connection, name) : []
  if (code >= 300) {
    const message =
      typeof body['message'] === 'string' ? body['message'] : `the server answers ${code}`
    return { text: gone(name, message, warnings, about, json), code: 1 }
  }
  const csr = { status: {}, ...body } as unknown as CertificateSigningRequest
  const events = about.filter(({ involvedObject }) => involvedObject.uid === csr.metadata.uid)
  const steps = traceOf({
    csr,
    review: await review(connection, csr),
    events,
    release: await serverRelease(connection),
    now,
  })
  const text = json
    ? shownJson({ name, found: true, steps, events: told(events) })
    : renderTrace(name, steps)
  return { text, code: 0 }
}

/** `args`: the words after `explain`. Exits 1 when there is no such request or nobody answers. */
export const explainCommand = async (
  args: readonly string[],
  parts: CommandParts,
): Promise<CommandResult> => {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        kubeconfig: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    return { text: wrongUsage(error, EXPLAIN_HELP), code: 2 }
  }
  const { values, positionals } = parsed
  if (values.help === true) return { text: EXPLAIN_HELP, code: 0 }
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0 || ![undefined, 'json'].includes(values.output)) {
    return { text: EXPLAIN_HELP, code: 2 }
  }
  try {
    const connection = connectionOf(serverKubeconfig(values.kubeconfig, parts), parts.readFile)
    return await explain(
      connection,
      name.replace(/^(csr|certificatesigningrequests?)\//, ''),
      values.output === 'json',
      parts.now,
    )
  } catch (error) {
    if (error instanceof ConnectionError)
      return { text: shownLines([`csrlab explain: ${error.message}`, '']), code: 1 }
    throw error
  }
}
