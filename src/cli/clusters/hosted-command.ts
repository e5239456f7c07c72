/** `csrlab clusters` and its verbs, on a running host. */
import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'
import { peopleIn } from '../../hosting/class/people.ts'
import { type HostedClusterView, MOST_AT_ONCE } from '../../hosting/management/cluster-host.ts'
import { FLAGS, optionName } from '../../server/flags.ts'
import type { HostedOptions } from '../../testing/bodies/cluster-wishes.ts'
import { readDocumentFiles } from '../document-files.ts'
import { columnsOf } from '../kit/columns.ts'
import type { CommandLine } from '../kit/command-line.ts'
import { confirm } from '../kit/confirm.ts'
import type { CommandContext } from '../kit/context.ts'
import { CommandError, UsageError } from '../kit/errors.ts'
import { HOSTED_FLAGS } from '../kit/grammar/start-options.ts'
import { askManagement } from '../kit/management.ts'
import { numberOf } from '../kit/number-of.ts'
import { answer, type CommandResult } from '../kit/result.ts'

const path = '/clusters'

interface ClusterList {
  readonly clusters: readonly HostedClusterView[]
}

const tableOf = (clusters: readonly HostedClusterView[]): string[] =>
  clusters.length === 0
    ? ['There are no clusters; csrlab clusters create NAME makes one.']
    : columnsOf([
        ['NAME', 'STATE', 'OBJECTS', 'EXPIRES'],
        ...clusters.map(({ name, state, objects, expires }) => [
          name,
          state,
          objects === undefined ? '-' : String(objects),
          expires ?? 'never',
        ]),
      ])

export const listClusters = async (
  line: CommandLine,
  context: CommandContext,
): Promise<CommandResult> => {
  const list = await askManagement<ClusterList>(line, context, { method: 'GET', path })
  return answer(line, list, () => tableOf(list.clusters))
}

/** Returns the names that `--count` and `--prefix` make. Throws UsageError. */
const countedNames = (line: CommandLine): string[] => {
  const count = numberOf(line, 'count', { most: MOST_AT_ONCE })
  const { prefix } = line.values
  if (count === undefined) {
    if (prefix !== undefined) throw new UsageError('--prefix needs --count')
    return []
  }
  return Array.from({ length: count }, (_, i) => `${prefix ?? 'cluster-'}${i + 1}`)
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
    ...(populate !== undefined && {
      populate: readDocumentFiles(populate)
        .map(({ text }) => text)
        .join('\n---\n'),
    }),
  }
}

/** Throws UsageError, OptionsError, LabProblem, and the errors of {@link askManagement}. */
export const createClusters = async (
  line: CommandLine,
  context: CommandContext,
): Promise<CommandResult> => {
  const { from, ttl, template } = line.values
  const people = from === undefined ? [] : peopleIn(from, MOST_AT_ONCE)
  const names = [...line.words, ...countedNames(line), ...people.map(({ id }) => id)]
  if (names.length === 0)
    throw new UsageError('name a cluster, or give a number with --count, or a file with --from')
  const limits = {
    objects: numberOf(line, 'max-objects'),
    bytes: numberOf(line, 'max-bytes'),
    requestsPerSecond: numberOf(line, 'max-requests-per-second'),
    watches: numberOf(line, 'max-watches'),
  }
  const list = await askManagement<ClusterList>(line, context, {
    method: 'POST',
    path,
    body: { names, ttl, template, limits, ...optionsOf(line) },
  })
  const [first, ...more] = list.clusters
  const name = more.length === 0 ? first!.name : 'NAME'
  return answer(line, list, () => [
    more.length === 0 ? `made ${name}, ${first!.url}` : `made ${list.clusters.length} clusters`,
    `to use it: csrlab clusters kubeconfig ${name} > ${name}.yaml`,
  ])
}

/** Returns the clusters of `--prefix` or `--all`, once the person agrees. Throws CommandError. */
const matchingNames = async (line: CommandLine, context: CommandContext): Promise<string[]> => {
  const { prefix = '', count } = line.values
  if (count !== undefined || (line.switches['all'] !== true && prefix === ''))
    return countedNames(line)
  const { clusters } = await askManagement<ClusterList>(line, context, { method: 'GET', path })
  const names = clusters.map(({ name }) => name).filter((name) => name.startsWith(prefix))
  if (names.length === 0) throw new CommandError('there is no such cluster')
  const question = `Delete ${names.length} clusters, with all that they hold? [y/N] `
  if (await confirm(line, context.terminal, question, `delete ${names.length} clusters`))
    return names
  throw new CommandError('not deleted')
}

/** Throws UsageError, and the errors of {@link askManagement}. */
export const deleteClusters = async (
  line: CommandLine,
  context: CommandContext,
): Promise<CommandResult> => {
  const names = [...line.words, ...(await matchingNames(line, context))]
  if (names.length === 0) throw new UsageError('name a cluster, or several with --prefix or --all')
  const body = await askManagement(line, context, { method: 'DELETE', path, body: { names } })
  return answer(line, body, () => [
    names.length === 1 ? `deleted ${names[0]!}` : `deleted ${names.length} clusters`,
  ])
}

/** Throws the errors of {@link askManagement}. */
export const clusterKubeconfig = async (
  line: CommandLine,
  context: CommandContext,
): Promise<CommandResult> => {
  const way = line.switches['path'] === true ? 'path' : 'name'
  const kubeconfig = await askManagement(line, context, {
    method: 'GET',
    path: `${path}/${encodeURIComponent(line.words[0]!)}/kubeconfig?way=${way}`,
  })
  return answer(line, kubeconfig, () => jsonToYaml(kubeconfig).trimEnd().split('\n'))
}
