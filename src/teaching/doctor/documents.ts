import { dirname, isAbsolute, join } from 'node:path'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { isJsonObject } from '../../apimachinery/text/json.ts'
import { readYamlIfSound, yamlDocuments } from '../../apimachinery/text/yaml/files.ts'
import { YamlError } from '../../apimachinery/text/yaml/syntax/error.ts'
import { encodeCommand, fileOf } from '../hints/commands.ts'
import { addKubeconfig, type GivenKubeconfig } from './kubeconfig.ts'
import type { ReadFile } from '../../apiserver/client/connection.ts'
import { stemOf } from './file-kinds.ts'
import type { Findings } from './findings.ts'
import { addManifest, type Manifest } from './manifest.ts'

/** The kubeconfigs that kubectl reads together with a file. */
const othersOf = (
  { input: { together = [], readFile } }: Findings,
  source: string,
): GivenKubeconfig[] =>
  together.includes(source)
    ? together
        .filter((path) => path !== source)
        .map((path) => readYamlIfSound(readFile(path) ?? ''))
        .filter(isJsonObject)
    : []

const REQUEST = 'CertificateSigningRequest'

/** Kinds that manifests of this subject hold; a manifest of another kind is not checked. */
const KINDS = [
  REQUEST,
  'Config',
  'List',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'Namespace',
]

/** Reports a misspelt kind, and returns the kind that was meant. */
const kindOf = (findings: Findings, source: string, given: unknown): unknown => {
  if (typeof given !== 'string' || KINDS.includes(given)) return given
  const meant = nearest(given, KINDS)
  // an unknown kind may be a custom resource with a similar name
  const isTypo = meant === REQUEST || meant?.toLowerCase() === given.toLowerCase()
  if (!isTypo) return given
  findings.problem({ source, text: `there is no kind ${given}: did you mean ${meant}?` })
  return meant
}

const addDocument = (findings: Findings, source: string, value: unknown): void => {
  const object = value as Manifest & GivenKubeconfig & { items?: unknown }
  const kind = kindOf(findings, source, object.kind)
  if (kind === 'Config') {
    const folder = dirname(source)
    const readFile: ReadFile = (path) =>
      findings.input.readFile(isAbsolute(path) ? path : join(folder, path))
    addKubeconfig({ findings, source, readFile }, object, othersOf(findings, source))
  } else if (kind === REQUEST) addManifest(findings, source, object)
  else if (kind === 'List' && Array.isArray(object.items)) {
    for (const item of object.items) addDocument(findings, source, item)
  } else {
    const what = typeof kind === 'string' ? kind : 'something else'
    findings.pieces.push({ source, kind: 'other', summary: `manifest of ${what}, not checked` })
  }
}

/** Returns `metadata.name` of the unparseable document around a line. */
const nameAt = (text: string, line = 1): string | undefined => {
  const lines = text.split('\n')
  const [before, after] = [lines.slice(0, line), lines.slice(line)].map((part) =>
    part.join('\n').split(/^---/m),
  )
  const document = `${before!.at(-1)}\n${after![0]}`
  const metadata = document.slice(document.search(/\bmetadata["']?:/))
  return /(?:^|[^\w./-])name["']?:[ \t]*["']?([\w.-]+)/.exec(metadata)?.[1]
}

const failAt = (
  findings: Findings,
  place: string,
  text: string,
  { line, problem }: YamlError,
): void => {
  const at = line === undefined ? '' : ` in line ${line}`
  const name = nameAt(text, line)
  findings.fail(
    place,
    'YAML, damaged',
    /^[A-Za-z0-9+/=]{20,}$/m.test(text)
      ? {
          text: `the YAML breaks off${at}, because the base64 of spec.request is wrapped into lines. Paste the one line that this command prints.`,
          command: encodeCommand(`${name === undefined ? stemOf(place) : fileOf(name)}.csr`),
        }
      : {
          text: `the YAML cannot be read${at}: ${problem}`,
          mend: 'Fix that line; YAML is indented with spaces, never tabs.',
        },
  )
}

/** Returns false for text without a `kind`. */
export const addYaml = (findings: Findings, source: string, text: string): boolean => {
  if (!/(?:^|[{,])[ \t]*["']?kind["']?[ \t]*:/m.test(text)) return false
  const values: unknown[] = []
  let fault: YamlError | undefined
  try {
    for (const { value } of yamlDocuments(text)) values.push(value)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    fault = error
  }
  const count = values.length + (fault === undefined ? 0 : 1)
  const placeOf = (i: number): string => (count === 1 ? source : `${source} (${i + 1})`)
  for (const [i, value] of values.entries())
    if (isJsonObject(value)) addDocument(findings, placeOf(i), value)
  if (fault !== undefined) failAt(findings, placeOf(values.length), text, fault)
  return true
}
