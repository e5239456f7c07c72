/** Examines files of any cluster: what each is, which match, what is broken. */
import { materialOf } from '../hints/material.ts'
import { PAGES } from '../hints/pages.ts'
import { addBase64 } from './base64-text.ts'
import { addDer } from './der.ts'
import { addYaml } from './documents.ts'
import { misencoded } from './encoding.ts'
import { nameOfStem } from './file-kinds.ts'
import { Findings } from './findings.ts'
import { fail, type Examination, type ExaminationInput } from './look.ts'
import { addPem } from './pem.ts'
import { relate } from './relations.ts'
import type { Remedy, DoctorReport } from './report.ts'

export interface Input {
  /** as given by the user */
  readonly name: string
  /** undefined if unreadable */
  readonly bytes: Buffer | undefined
  /** default: missing */
  readonly absence?: AbsentFile
}

/** `here`: kubectl has no kubeconfig, but the folder has one. */
export type AbsentFile = 'missing' | 'folder' | 'unreadable' | 'no kubeconfig' | 'here'

const ABSENT: Readonly<
  Record<AbsentFile, readonly [summary: string, text: string, remedy: Remedy]>
> = {
  missing: ['missing', 'no such file.', { mend: 'Check the spelling.', command: 'ls' }],
  folder: ['a folder', 'this is a folder, not a file.', { mend: 'Name the files in it instead.' }],
  unreadable: [
    'not readable',
    'permission denied.',
    { mend: 'Check its owner.', command: 'ls -l' },
  ],
  'no kubeconfig': [
    'missing',
    'there is no kubeconfig, so kubectl connects to localhost:8080, where nothing listens.',
    { mend: 'Start a cluster, or use one of yours.', command: 'csrlab list' },
  ],
  here: [
    'missing',
    'kubectl has no kubeconfig and connects to localhost:8080, where nothing listens. The cluster in this folder has one.',
    {
      mend: 'Set it in each terminal.',
      command: 'export KUBECONFIG="$PWD/.csrlab/kubeconfig"',
    },
  ],
}

const addAbsent = (look: Examination, name: string, why: AbsentFile): void => {
  const [summary, text, remedy] = ABSENT[why]
  fail(look, name, summary, text, remedy)
}

const addInput = (look: Examination, { name, bytes: given, absence = 'missing' }: Input): void => {
  if (given === undefined) return addAbsent(look, name, absence)
  const converted = misencoded(name, given)
  if (converted !== undefined) {
    const { text, command } = converted
    look.findings.problem({ source: name, text, command, page: PAGES.tutorial })
  }
  return addBytes(look, name, converted?.bytes ?? given)
}

const addBytes = (look: Examination, name: string, bytes: Buffer): void => {
  const text = bytes.toString('utf8')
  if (text.trim() === '') {
    return fail(
      look,
      name,
      'empty',
      'the file is empty. Fetching a certificate before it is issued leaves an empty file.',
      {
        mend: 'Wait for it, then fetch it again.',
        command: `kubectl wait --for=jsonpath='{.status.certificate}' csr/${nameOfStem(name)}`,
      },
    )
  }
  if (addYaml(look, name, text) || addPem(look.findings, name, bytes, look.now)) return undefined
  if (addDer(look, name, bytes)) return undefined
  if (materialOf(bytes).kind === 'base64') return addBase64(look, name, bytes)
  if (text.includes('-----BEGIN')) {
    return fail(
      look,
      name,
      'PEM, damaged',
      'the PEM text is cut off or changed: a BEGIN line has no matching END line, or the text between is not base64.',
      { mend: 'Copy it again, from the first dash to the last.' },
    )
  }
  return fail(
    look,
    name,
    'unknown',
    'this file has nothing to do with certificates: no PEM, base64, manifest or kubeconfig.',
    { mend: 'Give keys, requests, certificates, manifests or a kubeconfig.' },
  )
}

/** Root causes first: files, then kubeconfigs, then the rest. */
const RANK: Readonly<Record<string, number>> = { [PAGES.tutorial]: 0, [PAGES.kubeconfig]: 1 }

export const examine = (inputs: readonly Input[], surroundings: ExaminationInput): DoctorReport => {
  const findings = new Findings()
  for (const input of inputs) addInput({ ...surroundings, findings }, input)
  relate(findings)
  const rank = (page: string): number => RANK[page] ?? 2
  return {
    pieces: findings.pieces,
    relations: findings.relations,
    problems: findings.problems.sort((a, b) => rank(a.page) - rank(b.page)),
  }
}
