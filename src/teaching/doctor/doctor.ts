import { materialOf } from '../hints/material.ts'
import { PAGES } from '../hints/pages.ts'
import { addBase64 } from './base64-text.ts'
import { addDer } from './der.ts'
import { addYaml } from './documents.ts'
import { withoutMark } from './encoding.ts'
import { nameOfFile } from './file-kinds.ts'
import { type ExaminationInput, Findings } from './findings.ts'
import { addPem } from './pem.ts'
import { relate } from './relations.ts'
import type { Remedy, DoctorReport } from './report.ts'

export interface Input {
  /** as given by the user */
  readonly name: string
  /** undefined if unreadable */
  readonly bytes: Buffer | undefined
  readonly absence?: AbsentFile
}

/** `here`: kubectl has no kubeconfig, but `.csrlab/kubeconfig` exists. */
export type AbsentFile = 'missing' | 'folder' | 'unreadable' | 'no kubeconfig' | 'here'

const ABSENT: Readonly<
  Record<AbsentFile, readonly [summary: string, problem: Remedy & { text: string }]>
> = {
  missing: ['missing', { text: 'no such file.', mend: 'Check the spelling.', command: 'ls' }],
  folder: [
    'a folder',
    { text: 'this is a folder, not a file.', mend: 'Name the files in it instead.' },
  ],
  unreadable: [
    'not readable',
    { text: 'permission denied.', mend: 'Check its owner.', command: 'ls -l' },
  ],
  'no kubeconfig': [
    'missing',
    {
      text: 'there is no kubeconfig, so kubectl connects to localhost:8080, where nothing listens.',
      mend: 'Start a cluster, or use one of yours.',
      command: 'csrlab list',
    },
  ],
  here: [
    'missing',
    {
      text: 'kubectl has no kubeconfig and connects to localhost:8080, where nothing listens. The cluster in this folder has one.',
      mend: 'Set it in each terminal.',
      command: 'export KUBECONFIG="$PWD/.csrlab/kubeconfig"',
    },
  ],
}

const addBytes = (findings: Findings, name: string, bytes: Buffer): void => {
  const text = bytes.toString('utf8')
  if (text.trim() === '') {
    return findings.fail(name, 'empty', {
      text: 'the file is empty. Fetching a certificate before it is issued leaves an empty file.',
      mend: 'Wait for the certificate, then fetch it again.',
      command: `kubectl wait --for=jsonpath='{.status.certificate}' csr/${nameOfFile(name)}`,
    })
  }
  if (addYaml(findings, name, text) || addPem(findings, name, bytes)) return undefined
  if (addDer(findings, name, bytes)) return undefined
  if (materialOf(bytes).kind === 'base64') return addBase64(findings, name, bytes)
  if (text.includes('-----BEGIN')) {
    return findings.fail(name, 'PEM, damaged', {
      text: 'the PEM text is cut off or changed: a BEGIN line has no matching END line, or the text between is not base64.',
      mend: 'Copy it again, from the first dash to the last.',
    })
  }
  return findings.fail(name, 'unknown', {
    text: 'this file has nothing to do with certificates: no PEM, base64, manifest or kubeconfig.',
    mend: 'Give keys, requests, certificates, manifests or a kubeconfig.',
  })
}

/**
 * Ranks of pages, by which problems are sorted; other pages have rank 2. Problems of files (page
 * `tutorial`) and of kubeconfigs come first, because they can cause the others.
 */
const RANK: Readonly<Record<string, number>> = { [PAGES.tutorial]: 0, [PAGES.kubeconfig]: 1 }

export const examine = (inputs: readonly Input[], surroundings: ExaminationInput): DoctorReport => {
  const findings = new Findings(surroundings)
  for (const { name, bytes, absence = 'missing' } of inputs)
    if (bytes === undefined) findings.fail(name, ...ABSENT[absence])
    else addBytes(findings, name, withoutMark(findings, name, bytes))
  relate(findings)
  const rank = (page: string): number => RANK[page] ?? 2
  return {
    pieces: findings.pieces,
    relations: findings.relations,
    problems: findings.problems.sort((a, b) => rank(a.page) - rank(b.page)),
  }
}
