/** Looks at files of any cluster and says what they are, how they belong together and what is broken. Pure but for `readFile`. */
import { dirname, isAbsolute, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { encodeCommand } from '../hints/commands.ts'
import { fileOf } from '../hints/file-name.ts'
import { materialOf } from '../hints/material.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import { addBinary } from './binary.ts'
import { misencoded } from './encoding.ts'
import { Findings } from './findings.ts'
import { addKubeconfig, type Kubeconfig, type ReadFile } from './kubeconfig.ts'
import { addManifest, type Manifest } from './manifest.ts'
import { addPem } from './pem.ts'
import { relate } from './relations.ts'
import type { Report } from './report.ts'

export interface Input {
  /** as the user called it */
  readonly name: string
  /** undefined when it cannot be read */
  readonly bytes: Buffer | undefined
  /** why not; default: it is not there */
  readonly absence?: Absence
}

/** Why nothing can be read from a path. */
export type Absence = 'missing' | 'folder' | 'unreadable'

export interface Surroundings {
  readonly readFile: ReadFile
  /** milliseconds since the epoch */
  readonly now: number
}

interface Look extends Surroundings {
  readonly findings: Findings
}

const fail = (
  { findings }: Look,
  source: string,
  summary: string,
  text: string,
  mend: string,
): void => {
  findings.pieces.push({ source, kind: 'other', summary })
  findings.problem({ source, text, mend, page: PAGES.tutorial })
}

/** Files that programs read as they are, so that base64 around the PEM is one layer too many. */
const isPemFile = (name: string): boolean => /\.(crt|cert|pem|key|csr|req)$/.test(name)

/** base64 text by itself: right for pasting into a manifest, wrong as a certificate file. */
const addBase64 = (look: Look, source: string, bytes: Buffer): void => {
  const text = bytes.toString('latin1').trim()
  const inner = Buffer.from(text, 'base64')
  const twice = materialOf(inner).kind === 'base64'
  const pem = twice ? Buffer.from(inner.toString('latin1'), 'base64') : inner
  const place = `${source} (decoded)`
  if (!addPem(look.findings, place, pem, look.now))
    look.findings.pieces.push({ source, kind: 'other', summary: 'base64 text' })
  const file = shellWord(source)
  const problem = (said: string, mend: string): void =>
    look.findings.problem({ source, text: said, mend, page: PAGES.tutorial })
  if (twice) {
    problem(
      'it is base64 of base64: encoded twice.',
      `base64 -d < ${file} | base64 -d > decoded.pem`,
    )
  } else if (isPemFile(source)) {
    problem(
      'it is base64 text, and whoever reads this file wants the PEM inside.',
      `base64 -d < ${file} > decoded.pem && mv decoded.pem ${file}`,
    )
  } else if (/\n/.test(text)) {
    problem(
      'the base64 is wrapped into lines, and a manifest takes it as one.',
      `tr -d '\\n' < ${file}`,
    )
  } else if (materialOf(inner).kind === 'key') {
    problem(
      'it is a private key in base64; what is sent is the request, and a key stays where it is.',
      'Encode the request: base64 -w0 < FILE.csr',
    )
  }
}

const addDocument = (look: Look, source: string, value: unknown): void => {
  const { findings, now } = look
  const object = value as Manifest & Kubeconfig & { items?: unknown }
  if (object.kind === 'Config') {
    const folder = dirname(source)
    const readFile: ReadFile = (path) => look.readFile(isAbsolute(path) ? path : join(folder, path))
    addKubeconfig(findings, source, object, readFile, now)
  } else if (object.kind === 'CertificateSigningRequest') addManifest(findings, source, object)
  else if (object.kind === 'List' && Array.isArray(object.items)) {
    for (const item of object.items) addDocument(look, source, item)
  } else {
    const kind = typeof object.kind === 'string' ? object.kind : 'something else'
    findings.pieces.push({ source, kind: 'other', summary: `manifest of ${kind}, not looked at` })
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the request of a manifest that cannot be parsed is probably called. */
const requestFileOf = (text: string): string =>
  fileOf(/^\s*(?:metadata:\s*\{)?\s*name:\s*["']?([\w.-]+)/m.exec(text)?.[1] ?? '')

/** Reads YAML or JSON with a kind in it. Returns whether it was any. */
const addYaml = (look: Look, source: string, text: string): boolean => {
  if (!/^\s*["']?kind["']?\s*:/m.test(text)) return false
  const documents = parseAllDocuments(text)
  if (!Array.isArray(documents)) return false
  for (const [i, document] of documents.entries()) {
    const place = documents.length === 1 ? source : `${source} (${i + 1})`
    const [error] = document.errors
    if (error !== undefined) {
      const line = error.linePos?.[0].line
      const at = line === undefined ? '' : ` in line ${line}`
      const wrapped = /^[A-Za-z0-9+/=]{20,}$/m.test(text)
      fail(
        look,
        place,
        'YAML, damaged',
        wrapped
          ? `the YAML breaks off${at}, because the base64 of spec.request is wrapped into lines. Paste the one line that this prints.`
          : `the YAML cannot be read${at}: ${error.message.split(/ at line |\n/)[0]}`,
        wrapped
          ? encodeCommand(`${requestFileOf(text)}.csr`)
          : 'Mend that line; YAML is indented with blanks, never tabs.',
      )
      continue
    }
    const value: unknown = document.toJS()
    if (isObject(value)) addDocument(look, place, value)
  }
  return true
}

/** Why a file that was named holds nothing. */
const ABSENT: Readonly<Record<Absence, readonly [summary: string, text: string, mend: string]>> = {
  missing: ['not there', 'there is no such file.', 'Look at its name: ls'],
  folder: ['a folder', 'this is a folder, and I look at files.', 'Name the files in it.'],
  unreadable: ['not readable', 'you may not read this file.', 'Look at whose it is: ls -l'],
}

const addAbsent = (look: Look, name: string, why: Absence): void => {
  const [summary, text, mend] = ABSENT[why]
  fail(look, name, summary, text, mend)
}

const addInput = (look: Look, { name, bytes: given, absence = 'missing' }: Input): void => {
  if (given === undefined) return addAbsent(look, name, absence)
  const converted = misencoded(name, given)
  if (converted !== undefined) {
    const { text, mend } = converted
    look.findings.problem({ source: name, text, mend, page: PAGES.tutorial })
  }
  return addBytes(look, name, converted?.bytes ?? given)
}

const addBytes = (look: Look, name: string, bytes: Buffer): void => {
  const text = bytes.toString('utf8')
  if (text.trim() === '') {
    return fail(
      look,
      name,
      'empty',
      'the file is empty. A certificate that was fetched before it was issued leaves such a file.',
      "kubectl wait --for=jsonpath='{.status.certificate}' csr/NAME, then fetch it again.",
    )
  }
  if (addYaml(look, name, text) || addPem(look.findings, name, bytes, look.now)) return undefined
  if (addBinary(look.findings, name, bytes, look.now)) return undefined
  if (materialOf(bytes).kind === 'base64') return addBase64(look, name, bytes)
  if (text.includes('-----BEGIN')) {
    return fail(
      look,
      name,
      'PEM, damaged',
      'the PEM text is cut off or changed: a BEGIN line has no END line that fits, or the text between is no base64.',
      'Copy it once more, from the first dash to the last.',
    )
  }
  return fail(
    look,
    name,
    'unknown',
    'this is nothing that belongs to a certificate: no PEM, no base64, no manifest, no kubeconfig.',
    'Give me keys, requests, certificates, manifests or a kubeconfig.',
  )
}

/** What a broken link stops comes first; then the files in their order. */
const RANK: Readonly<Record<string, number>> = { [PAGES.kubeconfig]: 0 }

/** Examines all files together. */
export const examine = (inputs: readonly Input[], surroundings: Surroundings): Report => {
  const findings = new Findings()
  for (const input of inputs) addInput({ ...surroundings, findings }, input)
  relate(findings)
  const rank = (page: string): number => RANK[page] ?? 1
  return {
    pieces: findings.pieces,
    relations: findings.relations,
    problems: findings.problems.sort((a, b) => rank(a.page) - rank(b.page)),
  }
}
