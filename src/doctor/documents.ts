/** YAML and JSON: manifests and kubeconfigs. */
import { dirname, isAbsolute, join } from 'node:path'
import { yaml } from '../api/text/yaml-package.ts'
import { encodeCommand } from '../hints/commands.ts'
import { shellWord } from '../hints/shell.ts'
import { fileOf } from '../hints/file-name.ts'
import { addKubeconfig, type Kubeconfig } from './kubeconfig.ts'
import type { ReadFile } from './kubeconfig-links.ts'
import { fail, type Look } from './look.ts'
import { addManifest, type Manifest } from './manifest.ts'

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The kubeconfigs that kubectl reads together with one of them. */
const others = ({ together = [], readFile }: Look, source: string): Kubeconfig[] =>
  together.flatMap((path) => {
    if (path === source) return []
    const [document] = [yaml().parseAllDocuments(readFile(path)?.toString() ?? '')].flat()
    const value: unknown = document?.errors.length === 0 ? document.toJS() : undefined
    return isObject(value) ? [value as Kubeconfig] : []
  })

const addDocument = (look: Look, source: string, value: unknown): void => {
  const { findings, now } = look
  const object = value as Manifest & Kubeconfig & { items?: unknown }
  if (object.kind === 'Config') {
    const folder = dirname(source)
    const readFile: ReadFile = (path) => look.readFile(isAbsolute(path) ? path : join(folder, path))
    const { together = [] } = look
    const isRead = together.includes(source)
    const option = isRead ? '' : ` --kubeconfig=${shellWord(source)}`
    const elsewhere = isRead ? others(look, source) : []
    addKubeconfig({ findings, source, readFile, now, option }, object, elsewhere)
  } else if (object.kind === 'CertificateSigningRequest') addManifest(findings, source, object)
  else if (object.kind === 'List' && Array.isArray(object.items)) {
    for (const item of object.items) addDocument(look, source, item)
  } else {
    const kind = typeof object.kind === 'string' ? object.kind : 'something else'
    findings.pieces.push({ source, kind: 'other', summary: `manifest of ${kind}, not looked at` })
  }
}

/** What the request of a manifest that cannot be parsed is probably called. */
const requestFileOf = (text: string): string =>
  fileOf(/^[ \t]*(?:metadata:[ \t]*\{[ \t]*)?name:[ \t]*["']?([\w.-]+)/m.exec(text)?.[1] ?? '')

/** Reads YAML or JSON with a kind in it. Returns whether it was any. */
export const addYaml = (look: Look, source: string, text: string): boolean => {
  if (!/(?:^|[{,])[ \t]*["']?kind["']?[ \t]*:/m.test(text)) return false
  const documents = yaml().parseAllDocuments(text)
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
          ? { command: encodeCommand(`${requestFileOf(text)}.csr`) }
          : { mend: 'Mend that line; YAML is indented with blanks, never tabs.' },
      )
      continue
    }
    const value: unknown = document.toJS()
    if (isObject(value)) addDocument(look, place, value)
  }
  return true
}
