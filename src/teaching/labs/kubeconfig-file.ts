import { readYamlIfSound } from '../../apimachinery/text/yaml/files.ts'
import { isJsonObject, type JsonObject } from '../../apimachinery/text/json.ts'
import { ConnectionError } from '../../apiserver/client/connection-error.ts'
import { type ApiConnection, connectionOf } from '../../apiserver/client/connection.ts'
import { entries } from '../../apiserver/client/kubeconfig.ts'
import { fileIn, fileOf, type LabWorkspace, Unmet } from './workspace.ts'

interface KubeconfigContext extends ApiConnection {
  readonly current: string | undefined
  readonly namespace: string | undefined
  /** fields of the cluster and the user that refer to files, such as `client-key` */
  readonly beside: readonly string[]
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const entryOf = (
  config: JsonObject,
  kind: 'context' | 'cluster' | 'user',
  name: string,
): JsonObject | undefined => {
  const found = entries(config[`${kind}s`]).find((entry) => entry.name === name)?.[kind]
  return isJsonObject(found) ? found : undefined
}

const FIELDS = ['certificate-authority', 'client-certificate', 'client-key']

/** Reads a context; default: the current one. Throws Unmet if the context cannot be used. */
export const readContext = (
  workspace: Pick<LabWorkspace, 'folder' | 'say'>,
  file: string,
  wanted: string | undefined,
): KubeconfigContext => {
  const { say, folder } = workspace
  const config = readYamlIfSound(fileOf(workspace, file))
  if (!isJsonObject(config)) throw new Unmet(say.noYaml(file), say.currentWanted)
  const current = text(config['current-context'])
  const name = wanted ?? current
  const leads = wanted === undefined ? say.currentWanted : say.contextWanted(wanted)
  if (name === undefined) throw new Unmet(say.noCurrentContext(file), leads)
  const linked = (kind: 'context' | 'cluster' | 'user', entry = '-'): JsonObject => {
    const found = entryOf(config, kind, entry)
    if (found !== undefined) return found
    const isNamed = kind !== 'context' && entry !== '-'
    throw new Unmet(
      say.noEntry(file, kind, entry),
      isNamed ? say.entryWanted(kind, entry, file) : leads,
    )
  }
  const context = linked('context', name)
  const all = {
    ...linked('cluster', text(context['cluster'])),
    ...linked('user', text(context['user'])),
  }
  const beside = FIELDS.filter((field) => text(all[field]) !== undefined)
  const readFile = (path: string): Buffer | undefined =>
    fileIn(workspace, path.replace(`${folder}/`, ''))
  for (const field of beside) {
    const path = text(all[field])!
    if (readFile(path) === undefined)
      throw new Unmet(say.unreadableEntry(`${field}: ${path}`, file), say.fileWanted(path))
  }
  try {
    const connection = connectionOf(file, readFile, name)
    return { ...connection, current, namespace: text(context['namespace']), beside }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    throw new Unmet(error.message, leads)
  }
}
