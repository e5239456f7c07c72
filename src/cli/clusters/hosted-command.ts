import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'
import { peopleIn } from '../../hosting/class/people.ts'
import { MOST_AT_ONCE } from '../../hosting/terms.ts'
import type { HostedOptions } from '../../testing/bodies/hosted-options.ts'
import type { ClusterInfo } from '../../testing/generated/bodies.d.ts'
import { readFlags } from '../cluster-line.ts'
import { readDocumentFiles } from '../document-files.ts'
import {
  columnsOf,
  type CommandContext,
  CommandError,
  type CommandLine,
  confirm,
  numberOf,
  type Run,
  UsageError,
} from '../kit/index.ts'
import { askManagement } from '../kit/management.ts'
import { managementCommand } from '../kit/management-command.ts'

interface ClusterList {
  readonly clusters: readonly ClusterInfo[]
}

const tableOf = (clusters: readonly ClusterInfo[]): string[] =>
  clusters.length === 0
    ? ['There are no clusters; csrlab clusters create NAME creates one.']
    : columnsOf([
        ['NAME', 'STATE', 'OBJECTS', 'EXPIRES'],
        ...clusters.map(({ name, state, objects, expires }) => [
          name,
          state,
          objects === undefined ? '-' : String(objects),
          expires ?? 'never',
        ]),
      ])

export const listCommand = managementCommand<ClusterList>(
  () => ['GET /clusters'],
  ({ clusters }) => tableOf(clusters),
)

const countedNames = (line: CommandLine): string[] => {
  const count = numberOf(line, 'count', { most: MOST_AT_ONCE })
  const { prefix } = line.values
  if (count === undefined) {
    if (prefix !== undefined) throw new UsageError('--prefix needs --count')
    return []
  }
  return Array.from({ length: count }, (_, i) => `${prefix ?? 'cluster-'}${i + 1}`)
}

const optionsOf = ({ values, switches }: CommandLine): HostedOptions => {
  const { clock, populate, kubeconfig: _kubeconfig, ...flags } = values
  return {
    ...(readFlags(flags) as HostedOptions),
    ...(switches['no-hints'] === true && { hints: false }),
    ...(clock !== undefined && { clock }),
    ...(populate !== undefined && {
      populate: readDocumentFiles(populate)
        .map(({ text }) => text)
        .join('\n---\n'),
    }),
  }
}

export const createCommand: Run = async (line, context) => {
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
  const list = await askManagement<ClusterList>(line, context, 'POST /clusters', {
    names,
    ttl,
    template,
    limits,
    ...optionsOf(line),
  })
  const [first, ...more] = list.clusters
  const name = more.length === 0 ? first!.name : 'NAME'
  return {
    json: list,
    lines: [
      more.length === 0 ? `made ${name}, ${first!.url}` : `made ${list.clusters.length} clusters`,
      `to get a kubeconfig: csrlab clusters kubeconfig ${name} > ${name}.yaml`,
    ],
  }
}

/**
 * Returns the names of clusters that `--count`, `--prefix` or `--all` select; none without these
 * options. For `--prefix` or `--all` without `--count`, asks for confirmation.
 */
const matchingNames = async (line: CommandLine, context: CommandContext): Promise<string[]> => {
  const { prefix = '', count } = line.values
  if (count !== undefined || (line.switches['all'] !== true && prefix === ''))
    return countedNames(line)
  const { clusters } = await askManagement<ClusterList>(line, context, 'GET /clusters')
  const names = clusters.map(({ name }) => name).filter((name) => name.startsWith(prefix))
  if (names.length === 0) throw new CommandError('no such cluster')
  const [first, ...more] = names
  const all = more.length === 0 ? `the cluster ${first!}` : `${names.length} clusters`
  if (await confirm(line, context.terminal, `Delete ${all} with all data? [y/N] `, `delete ${all}`))
    return names
  throw new CommandError('not deleted')
}

export const deleteCommand: Run = async (line, context) => {
  const names = [...line.words, ...(await matchingNames(line, context))]
  if (names.length === 0) throw new UsageError('name a cluster, or several with --prefix or --all')
  const body = await askManagement(line, context, 'DELETE /clusters', { names })
  return {
    json: body,
    lines: [names.length === 1 ? `deleted ${names[0]!}` : `deleted ${names.length} clusters`],
  }
}

export const kubeconfigCommand = managementCommand<Record<string, unknown>>(
  ({ words, switches: { path = false } }) => [
    `GET /clusters/${encodeURIComponent(words[0]!)}/kubeconfig?way=${path ? 'path' : 'name'}`,
  ],
  (kubeconfig) => jsonToYaml(kubeconfig).trimEnd().split('\n'),
)
