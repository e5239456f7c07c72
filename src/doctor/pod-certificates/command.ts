/** `csrlab pod-certificates follow POD`: does what a kubelet does for the certificates of one pod, and says what happens. */
import { append } from '../../api/append.ts'
import type { PodCertificateRequest } from '../../api/kinds/certificates.ts'
import { shownLines } from '../../api/text/shown.ts'
import { wrapped } from '../../api/text/wrapped.ts'
import { parseCertificatesPem } from '../../ca/certificate.ts'
import { moment } from '../../hints/time.ts'
import { type CommandParts, serverKubeconfig } from '../command.ts'
import { type CommandLine, type CommandResult, UsageError } from '../command-line.ts'
import { connectionOf } from '../connection.ts'
import { writeFiles } from './files.ts'
import {
  askForCertificate,
  KubeletError,
  type PodFacts,
  podFacts,
  waitForAnswer,
} from './kubelet.ts'
import { KEY_TYPES, type Wanted, wantedByFlags, wantedByVolumes, wantedProblem } from './wanted.ts'

const MARK = { done: '✓', wrong: '✗', open: '…' } as const

/** As many columns as a terminal has at least, less the margin. */
const WIDTH = 76

/** A step of the report, and what it goes on with. */
const step = (mark: keyof typeof MARK, ...texts: string[]): string[] =>
  texts
    .flatMap((text) => wrapped(text, WIDTH))
    .map((line, i) => `  ${i === 0 ? MARK[mark] : ' '} ${line}`)

interface Told {
  readonly lines: readonly string[]
  readonly isDone: boolean
}

const names = (request: PodCertificateRequest): string => {
  const [leaf] = parseCertificatesPem(request.status.certificateChain ?? '')
  const { dns = [], email = [], uri = [] } = leaf?.sans ?? {}
  const all = [...uri, ...dns, ...email]
  return all.length === 0 ? 'it names nobody' : `for ${all.join(', ')}`
}

/** What the signer said, in words; `write` puts the files where they belong. */
const answerLines = (
  request: PodCertificateRequest,
  timeoutSeconds: number,
  write: () => string[],
): Told => {
  const { metadata, spec, status } = request
  const { name = '', namespace = '' } = metadata
  const [condition] = status.conditions ?? []
  if (condition === undefined) {
    const lines = step(
      'open',
      `no answer after ${timeoutSeconds} seconds: no signer ${spec.signerName}?`,
      `kubectl get podcertificaterequest ${name} -n ${namespace} -o yaml`,
      'Run your signer, or csrlab with --pod-certificate-signer; the request is deleted a quarter of an hour after it was made, and a kubelet asks anew.',
    )
    return { lines, isDone: false }
  }
  const said = [condition.reason, condition.message].filter((text) => text !== '').join(': ')
  if (condition.type !== 'Issued') {
    const lines = step(
      'wrong',
      `${condition.type}: ${said}`,
      'That is final: the pod does not start, and the kubelet asks no more for it.',
    )
    return { lines, isDone: false }
  }
  const time = (text: string | undefined): string => moment(Date.parse(text ?? ''))
  return {
    lines: [
      ...step('done', `issued: ${said}`, names(request)),
      ...write(),
      ...step(
        'open',
        `valid until ${time(status.notAfter)}`,
        `from ${time(status.beginRefreshAt)} on a kubelet asks again, with a new key, and replaces the files: do so too, by this command.`,
      ),
    ],
    isDone: true,
  }
}

const followOne = async (
  facts: PodFacts,
  wanted: Wanted,
  folder: string,
  timeoutSeconds: number,
): Promise<Told> => {
  const { volume, projection } = wanted
  const title = `${volume === undefined ? 'by --signer' : `volume ${volume}`}, signer ${projection.signerName}`
  const told = (lines: string[], isDone = false): Told => ({ lines: ['', title, ...lines], isDone })
  const problem = wantedProblem(wanted)
  if (problem !== undefined) return told(step('wrong', problem))
  try {
    const { request, keyPem } = await askForCertificate(facts, wanted)
    const asked = [
      ...step('done', `made a key, ${projection.keyType}; it never leaves this machine`),
      ...step(
        'done',
        `asked as system:node:${facts.pod.spec.nodeName}:`,
        `podcertificaterequest ${request.metadata.name}`,
      ),
    ]
    const answer = await waitForAnswer(facts, request, timeoutSeconds)
    const { lines, isDone } = answerLines(answer, timeoutSeconds, () =>
      writeFiles(folder, wanted, {
        keyPem,
        chainPem: answer.status.certificateChain ?? '',
      }).flatMap(({ path, holds }) => step('done', `wrote ${path} (${holds})`)),
    )
    return told([...asked, ...lines], isDone)
  } catch (error) {
    if (!(error instanceof KubeletError)) throw error
    return told(step('wrong', error.message))
  }
}

interface Asked {
  readonly name: string
  readonly namespace: string
  readonly folder: string
  readonly signer: string | undefined
  readonly keyType: string
  readonly timeoutSeconds: number
  readonly kubeconfig: string
}

const follow = async (asked: Asked, parts: CommandParts): Promise<CommandResult> => {
  const { name, namespace, signer } = asked
  const connection = connectionOf(asked.kubeconfig, parts.readFile)
  const facts = await podFacts(connection, namespace, name)
  const { nodeName, serviceAccountName = 'default' } = facts.pod.spec
  const wanted = [
    ...wantedByVolumes(facts.pod),
    ...(signer === undefined ? [] : [wantedByFlags(signer, asked.keyType)]),
  ]
  const head = `pod ${namespace}/${name} on node ${nodeName}, as ${serviceAccountName}`
  if (wanted.length === 0) {
    const lines = [
      head,
      ...step('wrong', 'no volume of it has a podCertificate source; name a signer with --signer.'),
      '',
    ]
    return { text: shownLines(lines), code: 1 }
  }
  const lines = [head]
  let isDone = true
  for (const one of wanted) {
    const told = await followOne(facts, one, asked.folder, asked.timeoutSeconds)
    append(lines, told.lines)
    isDone &&= told.isDone
  }
  return { text: shownLines([...lines, '']), code: isDone ? 0 : 1 }
}

/** `line`: the name of a pod. Exits 1 when a certificate is missing in the end. Throws UsageError, ConnectionError and KubeletError. */
export const followPod = async (
  { words, values }: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { timeout = '60', 'key-type': keyType = 'ED25519' } = values
  if (!/^\d{1,5}$/.test(timeout))
    throw new UsageError(`--timeout is ${timeout}, but it is in seconds`)
  if (!Object.hasOwn(KEY_TYPES, keyType))
    throw new UsageError(
      `--key-type is ${keyType}, and there are ${Object.keys(KEY_TYPES).join(', ')}`,
    )
  const pod = words[0]!.replace(/^pods?\//, '')
  const asked = {
    name: pod,
    namespace: values['namespace'] ?? 'default',
    folder: values['directory'] ?? pod,
    signer: values['signer'],
    keyType,
    timeoutSeconds: Number(timeout),
    kubeconfig: serverKubeconfig(values['kubeconfig'], parts),
  }
  return follow(asked, parts)
}
