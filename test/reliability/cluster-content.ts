/** All that a cluster holds and tells of itself. */
import type { Client } from './client.ts'

/** By path: what is listed there, or said, as text. */
export type Content = ReadonlyMap<string, string>

const MANAGED = ['faults', 'snapshots', 'approvers', 'clock'].map((name) => `/csrlab/v1/${name}`)

/** Paths of all lists, over all namespaces. */
const listsOf = async (client: Client): Promise<string[]> => {
  const { paths } = (await client.must('GET', '/')) as { paths: string[] }
  const lists: string[] = []
  for (const group of paths.filter((path) => /^\/(api|apis\/[^/]+)\/v\w+$/.test(path))) {
    const { resources } = (await client.must('GET', group)) as {
      resources: { name: string; verbs: string[] }[]
    }
    for (const { name, verbs } of resources)
      if (verbs.includes('list')) lists.push(`${group}/${name}`)
  }
  return lists
}

/** What is left out says when it was asked. */
const text = ({ time: _time, now: _now, ...told }: any): string =>
  JSON.stringify(told.items ?? told)

export const contentOf = async (client: Client): Promise<Content> => {
  const content = new Map<string, string>()
  for (const path of [...(await listsOf(client)), ...MANAGED])
    content.set(path, text(await client.must('GET', path)))
  return content
}

/** Where two differ, in words. */
export const differences = (before: Content, after: Content): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map(
      (path) =>
        `${path} was ${before.get(path) ?? 'nothing'} and is ${after.get(path) ?? 'nothing'}`,
    )
    .map((difference) => difference.slice(0, 2000))

/** How many objects there are, and of how many bytes as JSON. */
export const sizeOfContent = (
  content: Content,
): { readonly objects: number; readonly bytes: number } => {
  const lists = [...content].filter(([path]) => !MANAGED.includes(path))
  return {
    objects: lists.reduce((sum, [, list]) => sum + (JSON.parse(list) as unknown[]).length, 0),
    bytes: lists.reduce((sum, [, list]) => sum + list.length, 0),
  }
}

/** Requests by code and verb, as the metrics of a cluster count them. */
export const countedOf = async (client: Client): Promise<ReadonlyMap<string, number>> => {
  const { body } = await client.ask('GET', '/metrics')
  const counted = new Map<string, number>()
  for (const [, labels, count] of body
    .toString()
    .matchAll(/^apiserver_request_total\{(.*)\} (\d+)$/gm)) {
    const code = /code="(\d+)"/.exec(labels!)?.[1]
    counted.set(code!, (counted.get(code!) ?? 0) + Number(count))
  }
  return counted
}
