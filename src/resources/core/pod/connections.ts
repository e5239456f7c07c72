/** Where `kubectl logs`, `exec`, `attach` and `port-forward` end with a pod that no kubelet runs (`pkg/registry/core/pod/strategy.go`). */
import type { Pod } from '../../../apis/core.ts'
import { badRequest, notFound } from '../../../apimachinery/status.ts'
import type { Connection } from '../../../apiserver/registry/resource.ts'

const namesOf = ({ spec }: Pod): string[] =>
  [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map(({ name }) => name)

/** Without a name the only container is meant. */
const checkContainer = (pod: Pod, container: string): void => {
  const { name = '' } = pod.metadata
  const names = namesOf(pod)
  if (container === '') {
    if (pod.spec.containers?.length === 1) return
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    )
  }
  if (!names.includes(container)) {
    throw badRequest(`container ${container} is not valid for pod ${name}`)
  }
}

const isAssigned = ({ spec }: Pod): boolean => (spec.nodeName ?? '') !== ''

/** The real server says of a missing node that no pod of its name was found. */
const nodeGone = ({ spec }: Pod) => notFound({ group: '', resource: 'pods' }, spec.nodeName ?? '')

const reach = (pod: Pod): never => {
  if (isAssigned(pod)) throw nodeGone(pod)
  throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
}

const intoContainer: Connection<Pod> = {
  methods: ['GET', 'POST'],
  connect: (pod, query) => {
    checkContainer(pod, query.get('container') ?? '')
    reach(pod)
  },
}

export const podConnections: Readonly<Record<string, Connection<Pod>>> = {
  attach: intoContainer,
  exec: intoContainer,
  log: {
    methods: ['GET'],
    connect: (pod, query) => {
      checkContainer(pod, query.get('container') ?? '')
      // before it has a node, a pod has written nothing
      if (isAssigned(pod)) throw nodeGone(pod)
    },
  },
  portforward: { methods: ['GET', 'POST'], connect: reach },
}
