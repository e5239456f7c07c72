/** Stores as much in a cluster of a host as it lets in, from many sides at once, and looks whether that is more than it may hold. */
import { type Client, CONFIG_MAPS } from './client.ts'
import { CLUSTERS } from './cluster-account.ts'

export interface Limits {
  readonly objects: number
  readonly bytes: number
}

const AT_ONCE = 16
/** So many refusals one after the other are enough. */
const REFUSALS = 3 * AT_ONCE

export const holdingOf = (host: Client, cluster: string): Promise<Limits> =>
  host.must('GET', `${CLUSTERS}/${cluster}`)

/** What it holds beyond its limits, in words. */
export const beyond = async (host: Client, cluster: string, most: Limits): Promise<string[]> => {
  const { objects, bytes } = await holdingOf(host, cluster)
  return [
    ...(objects > most.objects ? [`${cluster} holds ${objects} objects of ${most.objects}`] : []),
    ...(bytes > most.bytes ? [`${cluster} holds ${bytes} bytes of ${most.bytes}`] : []),
  ]
}

/** Objects of `length` characters until none more is let in; answers that are neither a 201 nor of a quota, in words. */
const storeOf = async (client: Client, name: string, length: number): Promise<string[]> => {
  const data = { a: 'x'.repeat(length) }
  const problems: string[] = []
  let refused = 0
  let next = 0
  const store = async (): Promise<void> => {
    while (refused < REFUSALS && problems.length === 0) {
      const metadata = { name: `${name}-${next++}` }
      const { code, body } = await client.ask('POST', CONFIG_MAPS, { metadata, data })
      if (code === 201) refused = 0
      else if (code === 403 && body.includes('exceeded quota: cluster')) refused++
      else problems.push(`neither stored nor refused for its quota: ${code} ${body.toString()}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, store))
  return problems
}

/** Large ones first, then small ones. */
export const floodQuotas = async (
  client: Client,
  host: Client,
  cluster: string,
  most: Limits,
): Promise<string[]> => {
  const problems: string[] = []
  for (const length of [500_000, 20_000, 10]) {
    problems.push(...(await storeOf(client, `flood-${length}`, length)))
    problems.push(...(await beyond(host, cluster, most)))
  }
  return problems
}
