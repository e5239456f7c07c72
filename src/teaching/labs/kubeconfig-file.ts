import { readYamlIfSound } from '../../apimachinery/text/yaml/files.ts'
import { isJsonObject, type JsonObject } from '../../apimachinery/text/json.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { fileIn, fileOf, type LabWorkspace, Unmet } from './workspace.ts'

export interface KubeconfigContext extends ApiConnection {
  readonly current: string | undefined
  readonly namespace: string | undefined
  /** fields that name files */
  readonly beside: readonly string[]
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const entryOf = (
  config: JsonObject,
  kind: 'context' | 'cluster' | 'user',
  name: string,
): JsonObject | undefined => {
  const entries = config[`${kind}s`]
  const found: unknown = Array.isArray(entries)
    ? entries.find((entry) => isJsonObject(entry) && entry['name'] === name)
    : undefined
  return isJsonObject(found) && isJsonObject(found[kind]) ? found[kind] : undefined
}

const FIELDS = ['certificate-authority', 'client-certificate', 'client-key'] as const

/** Returns the named or current context. Throws Unmet for the first missing link. */
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
  const cluster = linked('cluster', text(context['cluster']))
  const user = linked('user', text(context['user']))
  const all = { ...cluster, ...user }
  const beside = FIELDS.filter((field) => text(all[field]) !== undefined)
  const material = new Map<string, Buffer>()
  for (const field of FIELDS) {
    const [data, path] = [text(all[`${field}-data`]), text(all[field])]
    if (data !== undefined) material.set(field, Buffer.from(data, 'base64'))
    else if (path !== undefined) {
      // kubectl resolves paths against the kubeconfig's folder
      const found = fileIn(workspace, path.replace(`${folder}/`, ''))
      if (found === undefined)
        throw new Unmet(say.unreadableEntry(`${field}: ${path}`, file), say.fileWanted(path))
      material.set(field, found)
    }
  }
  return {
    current,
    namespace: text(context['namespace']),
    server: text(cluster['server']) ?? '-',
    ca: material.get('certificate-authority'),
    insecure: cluster['insecure-skip-tls-verify'] === true,
    certificate: material.get('client-certificate'),
    key: material.get('client-key'),
    token: text(user['token']),
    beside,
  }
}
