/** Files in a volume that hide each other (`warningsForOverlappingVirtualPaths` of `pkg/api/pod/warnings.go`, 1.36). */
import { append } from '../../../../api/append.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import { withoutTrailing } from '../../../../api/text/trim.ts'
import type { Projection, Volume } from '../../../../api/kinds/volumes.ts'

interface File {
  readonly path: string
  /** which source of a projected volume puts it there; empty where there is but one */
  readonly source: string
}

const fileText = ({ path, source }: File): string =>
  source === '' ? goQuote(path) : `${goQuote(path)} (${source})`

interface Placed {
  readonly file: File
  readonly place: number
}

/** Files of a folder, and the folders in it. */
interface Folder {
  readonly files: Placed[]
  readonly folders: Map<string, Folder>
}

const newFolder = (): Folder => ({ files: [], folders: new Map() })

/** All files in and below a folder, as they come: who needs but some stops. */
function* below(top: Folder): Generator<Placed> {
  const open = [top]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    yield* folder.files
    for (const inner of folder.folders.values()) open.push(inner)
  }
}

/** No file system has a longer one. */
const LONGEST_PATH = 4096

/** More than these would not fit into the headers of an answer. */
const MAX_WARNINGS = 256

/** What is in the way of each file of a list: one of its path, one below it, or one that it would be below. */
const overlapsOf = (files: readonly File[]): string[] => {
  const root = newFolder()
  const found: string[] = []
  files.forEach((given, place) => {
    const file = { ...given, path: withoutTrailing(given.path, '/') }
    if (file.path === '' || file.path.length > LONGEST_PATH) return
    let folder = root
    const others: Placed[] = []
    for (const part of file.path.split('/')) {
      append(others, folder.files.slice(0, MAX_WARNINGS))
      const next = folder.folders.get(part) ?? newFolder()
      folder.folders.set(part, next)
      folder = next
    }
    for (const other of below(folder)) {
      if (others.length >= MAX_WARNINGS) break
      others.push(other)
    }
    folder.files.push({ file, place })
    if (found.length >= MAX_WARNINGS) return
    others.sort((a, b) => a.place - b.place)
    for (const other of others) found.push(`${fileText(file)} with ${fileText(other.file)}`)
  })
  return found
}

interface Keyed {
  readonly items?: readonly { readonly path?: string }[]
}

const itemsOf = ({ items = [] }: Keyed, source = ''): File[] =>
  items.map(({ path = '' }) => ({ path, source }))

const CERTIFICATE_FILES = [
  ['certificateChainPath', 'PodCertificate chain'],
  ['keyPath', 'PodCertificate key'],
  ['credentialBundlePath', 'PodCertificate credential bundle'],
] as const

/** The first source that a projection has. */
const filesOf = (projection: Projection): File[] => {
  const { configMap, secret, downwardAPI } = projection
  const { serviceAccountToken: token, clusterTrustBundle, podCertificate } = projection
  if (configMap?.items) return itemsOf(configMap, `ConfigMap ${goQuote(configMap.name ?? '')}`)
  if (secret?.items) return itemsOf(secret, `Secret ${goQuote(secret.name ?? '')}`)
  if (downwardAPI?.items) return itemsOf(downwardAPI, 'DownwardAPI')
  if (token) return [{ path: token.path ?? '', source: 'ServiceAccountToken' }]
  if (clusterTrustBundle) {
    const { name, signerName = '', path = '' } = clusterTrustBundle
    return [{ path, source: `ClusterTrustBundle ${goQuote(name ?? signerName)}` }]
  }
  return CERTIFICATE_FILES.flatMap(([field, source]) => {
    const path = podCertificate?.[field] ?? ''
    return path === '' ? [] : [{ path, source }]
  })
}

const ofVolume = (volume: Volume): string[] => {
  const warning = (kind: string, files: readonly File[]): string[] =>
    overlapsOf(files).map(
      (text) => `volume ${goQuote(volume.name)} (${kind}): overlapping paths: ${text}`,
    )
  const { configMap, secret, downwardAPI, projected } = volume
  const sources = projected?.sources ?? []
  return [
    ...(configMap ? warning(`ConfigMap ${goQuote(configMap.name ?? '')}`, itemsOf(configMap)) : []),
    ...(secret ? warning(`Secret ${goQuote(secret.secretName ?? '')}`, itemsOf(secret)) : []),
    ...(downwardAPI ? warning('DownwardAPI', itemsOf(downwardAPI)) : []),
    ...sources.flatMap((source) =>
      Object.keys(source).length === 0
        ? [`volume ${goQuote(volume.name)} (Projected) has no sources provided`]
        : [],
    ),
    ...warning('Projected', sources.flatMap(filesOf)),
  ]
}

export const overlapWarnings = (volumes: readonly Volume[]): string[] => volumes.flatMap(ofVolume)
