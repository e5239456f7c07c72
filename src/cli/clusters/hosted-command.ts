/** `csrlab clusters` and its verbs, asked of a running host. */
import { FLAGS, optionName } from '../../server/flags.ts'
import { type Shown, shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../kit/command-line.ts'
import { CommandError, type UpkeepParts } from '../kit/command-options.ts'
import { askManagement } from '../manage/command.ts'
import { type ClusterView, MOST_AT_ONCE } from '../../hosting/management/cluster-host.ts'
import { type HostedOptions } from '../../testing/bodies/cluster-wishes.ts'
import { peopleIn } from '../../hosting/class/people.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { HOSTED_FLAGS } from '../kit/grammar/start-options.ts'
import { isYes } from '../labs/answers.ts'
import { readDocumentFiles, UnreadableDocuments } from '../document-files.ts'

const CLUSTERS = '/clusters'

const tableOf = (clusters: readonly ClusterView[]): string[] => {
  if (clusters.length === 0)
    return ['There are no clusters; csrlab clusters create NAME makes one.']
  const width = Math.max(...clusters.map(({ name }) => name.length), 'NAME'.length)
  const row = (name: string, state: string, objects: string, expires: string): string =>
    `${name.padEnd(width)}  ${state.padEnd(6)}  ${objects.padStart(7)}  ${expires}`.trimEnd()
  return [
    row('NAME', 'STATE', 'OBJECTS', 'EXPIRES'),
    ...clusters.map(({ name, state, objects, expires }) =>
      row(name, state, objects === undefined ? '-' : String(objects), expires ?? 'never'),
    ),
  ]
}

const result = (line: CommandLine, told: object, lines: readonly string[]): CommandResult => {
  const text: Shown = isForPrograms(line) ? shownJson(told) : shownLines([...lines, ''])
  return { text, code: 0 }
}

const clustersOf = (told: Record<string, unknown>): ClusterView[] =>
  told['clusters'] as ClusterView[]

export const listClusters = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const told = await askManagement(line, parts, { method: 'GET', path: CLUSTERS })
  return result(line, told, tableOf(clustersOf(told)))
}

/** A whole number behind an option. Throws UsageError. */
const numberOf = (
  { values }: CommandLine,
  option: string,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined => {
  const text = values[option]
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text)
  const range = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`
  throw new UsageError(
    `--${option} is ${JSON.stringify(text)}; write a whole number from 1${range}`,
  )
}

/** Names as `--count` and `--prefix` make them. Throws UsageError. */
const countedNames = (line: CommandLine): string[] => {
  const count = numberOf(line, 'count', MOST_AT_ONCE)
  const { prefix } = line.values
  if (count === undefined) {
    if (prefix !== undefined)
      throw new UsageError('--prefix needs --count: how many there are to be')
    return []
  }
  return Array.from({ length: count }, (_, i) => `${prefix ?? 'cluster-'}${i + 1}`)
}

/** Throws LabProblem. */
const fileNames = (file: string | undefined): string[] =>
  file === undefined ? [] : peopleIn(file, MOST_AT_ONCE).map(({ id }) => id)

/** Throws CommandError. */
const documentsOf = (path: string): string => {
  try {
    const texts = readDocumentFiles(path).map(({ text }) => text)
    return texts.join('\n---\n')
  } catch (error) {
    throw error instanceof UnreadableDocuments
      ? new CommandError(`${error.message}; name the right file.`, 3)
      : error
  }
}

/** Throws OptionsError and CommandError. */
const optionsOf = ({ values, switches }: CommandLine): HostedOptions => {
  const given = HOSTED_FLAGS.flatMap((flag) => {
    const text = values[flag]
    return text === undefined
      ? []
      : [[optionName(flag), FLAGS[flag].parser.read(`--${flag}`, text)]]
  })
  const { clock, populate } = values
  return {
    ...(Object.fromEntries(given) as HostedOptions),
    ...(switches['no-hints'] === true && { hints: false }),
    ...(clock !== undefined && { clock }),
    ...(populate !== undefined && { populate: documentsOf(populate) }),
  }
}

/** Throws UsageError, OptionsError, CommandError and as {@link askManagement}. */
export const createClusters = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const names = [...line.words, ...countedNames(line), ...fileNames(line.values['from'])]
  if (names.length === 0)
    throw new UsageError('name a cluster, or say how many with --count, or who with --from')
  const { ttl, template } = line.values
  const limits = {
    objects: numberOf(line, 'max-objects'),
    bytes: numberOf(line, 'max-bytes'),
    requestsPerSecond: numberOf(line, 'max-requests-per-second'),
    watches: numberOf(line, 'max-watches'),
  }
  const told = await askManagement(line, parts, {
    method: 'POST',
    path: CLUSTERS,
    body: { names, ttl, template, limits, ...optionsOf(line) },
  })
  const made = clustersOf(told)
  const one = made.length === 1 ? made[0]!.name : 'NAME'
  return result(line, told, [
    made.length === 1 ? `made ${made[0]!.name}, ${made[0]!.url}` : `made ${made.length} clusters`,
    `csrlab clusters kubeconfig ${one} > ${one}.yaml leads kubectl there`,
  ])
}

/** The clusters that begin with `--prefix`, or `--all`, once the person has agreed. Rejects with CommandError. */
const matchingNames = async (line: CommandLine, parts: CommandParts): Promise<string[]> => {
  const { prefix = '', count } = line.values
  const isAll = line.switches['all'] === true
  if (count !== undefined || (!isAll && prefix === '')) return countedNames(line)
  const told = await askManagement(line, parts, { method: 'GET', path: CLUSTERS })
  const names = clustersOf(told)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
  if (names.length === 0) throw new CommandError('there is no such cluster')
  if (line.switches['yes'] === true) return names
  const question = `Delete ${names.length} clusters, with all that they hold? [y/N] `
  const answer = await parts.terminal.ask(shown(question))
  if (answer === undefined)
    throw new CommandError(`${names.length} clusters would be deleted; add --yes`)
  if (!isYes(answer)) throw new CommandError('not deleted')
  return names
}

/** Throws UsageError, and as {@link askManagement}. */
export const deleteClusters = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const names = [...line.words, ...(await matchingNames(line, parts))]
  if (names.length === 0) throw new UsageError('name a cluster, or several with --prefix or --all')
  const told = await askManagement(line, parts, {
    method: 'DELETE',
    path: CLUSTERS,
    body: { names },
  })
  return result(line, told, [
    names.length === 1 ? `deleted ${names[0]!}` : `deleted ${names.length} clusters`,
  ])
}

/** Throws as {@link askManagement}. */
export const clusterKubeconfig = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const way = line.switches['path'] === true ? 'path' : 'name'
  const name = line.words[0]!
  const path = `${CLUSTERS}/${encodeURIComponent(name)}/kubeconfig?way=${way}`
  const told = await askManagement(line, parts, { method: 'GET', path })
  return isForPrograms(line)
    ? { text: shownJson(told), code: 0 }
    : { text: shownLines(jsonToYaml(told).split('\n')), code: 0 }
}
