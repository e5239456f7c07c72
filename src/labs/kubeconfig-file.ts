/** A kubeconfig of the working folder, as a learner left it: one context of it, with what it leads to. */
import { readYamlIfSound } from '../api/text/yaml/files.ts'
import { isJsonObject, type JsonObject } from '../api/text/json.ts'
import { fileIn, type Finding, type Place } from './place.ts'

export interface KubeconfigContext {
  readonly name: string
  readonly current: string | undefined
  readonly namespace: string | undefined
  readonly server: string
  readonly ca: Buffer | undefined
  /** whether the server is believed, whatever it shows */
  readonly isTrusting: boolean
  readonly certificate: Buffer | undefined
  readonly key: Buffer | undefined
  readonly token: string | undefined
  /** fields that name files in the place of what is in them */
  readonly beside: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const entryOf = (
  config: JsonObject,
  list: string,
  inner: string,
  name: string,
): Fields | undefined => {
  const entries: unknown = config[list]
  if (!Array.isArray(entries)) return undefined
  const found = entries.find((entry) => isJsonObject(entry) && entry['name'] === name)
  return isJsonObject(found) && isJsonObject(found[inner]) ? found[inner] : undefined
}

const parsed = (bytes: Buffer): JsonObject | undefined => {
  const config = readYamlIfSound(bytes)
  return isJsonObject(config) ? config : undefined
}

const FIELDS = ['certificate-authority', 'client-certificate', 'client-key'] as const

/** The context of that name, else the current one; or what is first in the way. */
export const readContext = (
  place: Pick<Place, 'folder' | 'say'>,
  file: string,
  wanted: string | undefined,
): KubeconfigContext | Finding => {
  const { say } = place
  const bytes = fileIn(place, file)
  if (bytes === undefined) return { is: say.noFile(file), wanted: say.fileWanted(file) }
  const config = parsed(bytes)
  if (config === undefined) return { is: say.noYaml(file), wanted: say.currentWanted }
  const current = text(config['current-context'])
  const name = wanted ?? current
  const leads = wanted === undefined ? say.currentWanted : say.contextWanted(wanted)
  if (name === undefined) return { is: say.noCurrentContext(file), wanted: leads }
  const context = entryOf(config, 'contexts', 'context', name)
  if (context === undefined) return { is: say.noContext(file, name), wanted: leads }
  const [clusterName = '-', userName = '-'] = [text(context['cluster']), text(context['user'])]
  const cluster = entryOf(config, 'clusters', 'cluster', clusterName)
  if (cluster === undefined) return { is: say.noEntry(file, 'cluster', clusterName), wanted: leads }
  const user = entryOf(config, 'users', 'user', userName)
  if (user === undefined) return { is: say.noEntry(file, 'user', userName), wanted: leads }
  const all: Fields = { ...cluster, ...user }
  const beside = FIELDS.filter((field) => text(all[field]) !== undefined)
  const material = new Map<string, Buffer>()
  for (const field of FIELDS) {
    const [data, path] = [text(all[`${field}-data`]), text(all[field])]
    if (data !== undefined) material.set(field, Buffer.from(data, 'base64'))
    else if (path !== undefined) {
      // kubectl takes a path from the folder of the kubeconfig
      const found = fileIn(
        place,
        path.startsWith(`${place.folder}/`) ? path.slice(place.folder.length + 1) : path,
      )
      if (found === undefined)
        return { is: say.unreadableEntry(file, `${field}: ${path}`), wanted: say.fileWanted(path) }
      material.set(field, found)
    }
  }
  return {
    name,
    current,
    namespace: text(context['namespace']),
    server: text(cluster['server']) ?? '-',
    ca: material.get('certificate-authority'),
    isTrusting: cluster['insecure-skip-tls-verify'] === true,
    certificate: material.get('client-certificate'),
    key: material.get('client-key'),
    token: text(user['token']),
    beside,
  }
}

export const isFinding = (found: object): found is Finding => 'is' in found
