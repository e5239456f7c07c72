/** `csrlab explain NAME`: asks a running server about one request, and tells its whole history. */
import type { CertificateSigningRequest } from '../api/kinds/certificates.ts'
import type { CoreEvent } from '../api/kinds/events.ts'
import { type Shown, shownJson, shownLines } from '../api/text/shown.ts'
import type { Release } from '../release/release.ts'
import { DEFAULT_VERSION, releaseOf } from '../release/releases.ts'
import { type CommandParts, serverKubeconfig } from './command.ts'
import { type CommandLine, type CommandResult, isForPrograms } from './command-line.ts'
import { ask, type Connection, connectionOf } from './connection.ts'
import { renderTrace, traceOf } from './trace.ts'
import type { TraceParts } from './trace-step.ts'

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

/** `line`: the name of a request. Exits 1 when there is no such request; throws ConnectionError when nobody answers. */
export const explainCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { words, values } = line
  const connection = connectionOf(serverKubeconfig(values['kubeconfig'], parts), parts.readFile)
  const name = words[0]!.replace(/^(csr|certificatesigningrequests?)\//, '')
  return explain(connection, name, isForPrograms(line), parts.now)
}
