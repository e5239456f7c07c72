import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { AccessReview } from '../../controllers/csr-approver.ts'
import type { CollectedResources } from '../../controllers/collected-resources.ts'
import type { ControlledServer } from '../../controllers/index.ts'
import type { NamespaceContents } from '../../controllers/namespace-content.ts'
import { review } from './server-access.ts'
import type { RemoteClients } from './remote-clients.ts'
import { remoteContent } from './remote-content.ts'
import type { RemoteResource, RemoteResources } from './remote-resources.ts'

const COLLECTED_VERBS = ['list', 'watch', 'delete']

const reviewBy =
  (api: ApiClient): AccessReview =>
  async (user, { apiGroup, ...question }) => {
    const { allowed } = await review(api, 'authorization.k8s.io', 'SubjectAccessReview', {
      user: user.name,
      ...(user.uid !== undefined && { uid: user.uid }),
      groups: user.groups,
      extra: user.extra,
      resourceAttributes: { ...question, group: apiGroup, version: '*' },
    })
    return allowed === true
  }

const isCollected = ({ plural, verbs }: RemoteResource): boolean =>
  // `DefaultIgnoredResources` of `pkg/controller/garbagecollector`
  plural !== 'events' && COLLECTED_VERBS.every((verb) => verbs.includes(verb))

const collectedOf = (resources: RemoteResources, clients: RemoteClients): CollectedResources => ({
  follow: (add) => {
    const removers = new Map<string, () => void>()
    const update = (): void => {
      for (const [key, resource] of resources.all) {
        if (removers.has(key) || !isCollected(resource)) continue
        const client = clients.ownership('generic-garbage-collector', resource)
        const remove = add({ resource, client })
        removers.set(key, () => {
          remove()
          clients.forget(resource)
        })
      }
      for (const [key, remove] of removers) {
        if (resources.all.has(key)) continue
        removers.delete(key)
        remove()
      }
    }
    update()
    clients.untilStop(resources.onChange(update))
  },
})

const contentsOf = async (
  resources: RemoteResources,
  api: ApiClient,
): Promise<NamespaceContents> => {
  await resources.refresh()
  const { failures } = resources
  const contents = [...resources.all.values()]
    .filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'))
    // the namespace controller reports versions whose discovery failed, and retries
    .filter(({ apiVersion }) => !failures.has(apiVersion))
    .map((resource) => remoteContent(resource, api))
  return { contents, failures }
}

/** `writer`: returns the client of a service account */
export const remoteServer = (
  resources: RemoteResources,
  clients: RemoteClients,
  writer: (account: string) => ApiClient,
): ControlledServer => ({
  clients,
  review: reviewBy(writer('certificate-controller')),
  collected: collectedOf(resources, clients),
  namespaceContents: () => contentsOf(resources, writer('namespace-controller')),
  isServed: resources.isServed,
})
