/** `csrlab pod-certificates follow POD`: does what a kubelet does for the certificates of one pod, and says what happens. */
import { parseArgs } from 'node:util'
import type { PodCertificateRequest } from '../../api/kinds/certificates.ts'
import { shownLines } from '../../api/text/shown.ts'
import { parseCertificatesPem } from '../../ca/certificate.ts'
import { moment } from '../../hints/time.ts'
import { type CommandParts, type CommandResult, serverKubeconfig, wrongUsage } from '../command.ts'
import { ConnectionError, connectionOf } from '../connection.ts'
import { writeFiles } from './files.ts'
import {
  askForCertificate,
  KubeletError,
  type PodFacts,
  podFacts,
  waitForAnswer,
} from './kubelet.ts'
import { KEY_TYPES, type Wanted, wantedByFlags, wantedByVolumes, wantedProblem } from './wanted.ts'

export const POD_CERTIFICATES_HELP = shownLines([
  'Usage: csrlab pod-certificates follow POD [-n NAMESPACE] [--directory DIR]',
  '              [--signer NAME] [--key-type ED25519] [--timeout SECONDS]',
  '              [--kubeconfig FILE]',
  '',
  "Does what the kubelet of the pod's node would do: for each podCertificate",
  'source of its volumes it makes a key, asks the signer with a',
  'PodCertificateRequest as that node, waits, and writes the files below DIR',
  '(the name of the pod), a folder for each volume. --signer asks for one',
  'certificate more, of a pod that need not name the signer up to 1.36.',
  'Asks the server of KUBECONFIG, or the one whose data folder is here.',
  '',
])

const MARK = { done: '✓', wrong: '✗', open: '…' } as const

/** As many columns as a terminal has at least, less the margin. */
const WIDTH = 76

/** The words of a text in lines; one that is too long has a line of its own. */
const wrapped = (text: string): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > WIDTH && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** A step of the report, and what it goes on with. */
const step = (mark: keyof typeof MARK, ...texts: string[]): string[] =>
  texts.flatMap(wrapped).map((line, i) => `  ${i === 0 ? MARK[mark] : ' '} ${line}`)

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
    lines.push(...told.lines)
    isDone &&= told.isDone
  }
  return { text: shownLines([...lines, '']), code: isDone ? 0 : 1 }
}

const OPTIONS = {
  namespace: { type: 'string', short: 'n' },
  directory: { type: 'string' },
  signer: { type: 'string' },
  'key-type': { type: 'string' },
  timeout: { type: 'string' },
  kubeconfig: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** `args`: the words after `pod-certificates`. Exits 1 when a certificate is missing in the end. */
export const podCertificatesCommand = async (
  args: readonly string[],
  parts: CommandParts,
): Promise<CommandResult> => {
  const misused = (message: string): CommandResult => ({
    text: wrongUsage(new Error(message), POD_CERTIFICATES_HELP),
    code: 2,
  })
  let parsed
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
  } catch (error) {
    return { text: wrongUsage(error, POD_CERTIFICATES_HELP), code: 2 }
  }
  const { values, positionals } = parsed
  if (values.help === true) return { text: POD_CERTIFICATES_HELP, code: 0 }
  const [verb, name, ...more] = positionals
  if (verb !== 'follow' || name === undefined || more.length > 0)
    return { text: POD_CERTIFICATES_HELP, code: 2 }
  const { timeout = '60', 'key-type': keyType = 'ED25519' } = values
  if (!/^\d{1,5}$/.test(timeout)) return misused(`--timeout is ${timeout}, but it is in seconds.`)
  if (!Object.hasOwn(KEY_TYPES, keyType))
    return misused(`--key-type is one of ${Object.keys(KEY_TYPES).join(', ')}.`)
  const pod = name.replace(/^pods?\//, '')
  try {
    return await follow(
      {
        name: pod,
        namespace: values.namespace ?? 'default',
        folder: values.directory ?? pod,
        signer: values.signer,
        keyType,
        timeoutSeconds: Number(timeout),
        kubeconfig: serverKubeconfig(values.kubeconfig, parts),
      },
      parts,
    )
  } catch (error) {
    if (error instanceof ConnectionError || error instanceof KubeletError)
      return {
        text: shownLines([...wrapped(`csrlab pod-certificates: ${error.message}`), '']),
        code: 1,
      }
    throw error
  }
}
