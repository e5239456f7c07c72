import t from 'tap'
import type { Pod } from '../../../../src/api/kinds/pods.ts'
import { releaseOf } from '../../../../src/release/releases.ts'
import { pods } from '../../../../src/resources/core/pod/resource.ts'
import { Shelf } from '../../shelf.ts'

const shelfOf = (version: string, gates = {}): Shelf<Pod> =>
  new Shelf(pods, releaseOf(version, gates))
const shelf = shelfOf('v1.36')
const container = { name: 'c', image: 'busybox' }
const spec = { containers: [container] }

/** What is wrong with a status, as the endpoint of it says. */
const wrong = (
  status: object,
  { on = shelf, old = {}, of = spec }: { on?: Shelf<Pod>; old?: object; of?: object } = {},
): string[] => {
  const stored = on.stored({ spec: of })
  const before = on.update({ spec: of, status: old }, stored, 'status').object
  return on.update({ spec: of, status }, before, 'status').errors
}

const ended = (name: string, exitCode = 0) => ({
  name,
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode } },
})
const runs = (name: string) => ({ name, ready: true, restartCount: 1, state: { running: {} } })

void t.test('conditions, generations, the class of service and nominated nodes', (t) => {
  t.same(wrong({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }), [])
  t.match(wrong({ conditions: [{ type: 'a b', status: 'True', observedGeneration: -1 }] }), [
    'status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer',
    /^status\.conditions\[0\]\.Type: Invalid value: "a b": name part must consist of/,
  ])
  t.same(wrong({ observedGeneration: -2, qosClass: 'Burstable' }), [
    'status.observedGeneration: Invalid value: -2: must be a non-negative integer',
    'status.qosClass: Invalid value: "Burstable": field is immutable',
  ])
  t.match(wrong({ nominatedNodeName: 'A' }), [
    /^status\.nominatedNodeName: Invalid value: "A": a lowercase RFC 1123 subdomain/,
  ])
  const of = { ...spec, nodeName: 'n' }
  const bound =
    'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node'
  t.same(wrong({ nominatedNodeName: 'a' }, { of }), [bound])
  t.same(wrong({ nominatedNodeName: 'a' }, { of, on: shelfOf('v1.34') }), [])
  t.end()
})

void t.test('what has ended begins anew only where it may', (t) => {
  const text = (list: string, i: number) =>
    `status.${list}[${i}].state: Forbidden: may not be transitioned to non-terminated state`
  const error = text('containerStatuses', 0)
  const again = (of: object, exitCode = 0, on = shelf) =>
    wrong(
      { containerStatuses: [runs('c')] },
      { of, on, old: { containerStatuses: [ended('c', exitCode)] } },
    )
  t.same(again(spec), [])
  t.same(again({ ...spec, restartPolicy: 'Never' }), [error])
  t.same(again({ ...spec, restartPolicy: 'OnFailure' }), [error])
  t.same(again({ ...spec, restartPolicy: 'OnFailure' }, 1), [])
  const ruled = (action: string) => ({
    restartPolicy: 'Never',
    containers: [
      {
        ...container,
        restartPolicy: 'Never',
        restartPolicyRules: [{ action, exitCodes: { operator: 'In', values: [3] } }],
      },
    ],
  })
  t.same(again(ruled('Restart'), 3), [])
  t.same(again(ruled('Restart'), 4), [error])
  t.same(again(ruled('RestartAllContainers'), 4), [], 'any container may be started with it')
  t.same(again({ ...spec, restartPolicy: 'Never' }, 3, shelfOf('v1.34')), [error])
  const init = { ...spec, restartPolicy: 'Never', initContainers: [{ ...container, name: 'i' }] }
  t.same(
    wrong(
      { initContainerStatuses: [runs('i')], ephemeralContainerStatuses: [runs('e')] },
      {
        of: init,
        old: {
          initContainerStatuses: [runs('other'), ended('i')],
          ephemeralContainerStatuses: [ended('e')],
        },
      },
    ),
    [text('initContainerStatuses', 1), text('ephemeralContainerStatuses', 0)],
  )
  t.end()
})

void t.test('addresses', (t) => {
  t.same(wrong({ podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }), [])
  const family = 'may specify no more than one IP for each IP family'
  t.same(wrong({ podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] }), [
    `status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: ${family}`,
  ])
  t.same(wrong({ hostIP: '10.0.0.9', hostIPs: [{ ip: '10.0.0.1' }, { ip: 'x' }] }), [
    'status.hostIPs[0].ip: Invalid value: "10.0.0.1": must be equal to `hostIP`',
    'status.hostIPs[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'status.hostIPs: Internal error: failed to check for dual stack with error:invalid IP[1]: x',
    `status.hostIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"x"}]: ${family}`,
  ])
  const old = shelf.stored({ spec })
  const addresses = (status: object) => {
    const { podIP, podIPs } = shelf.update({ spec, status }, old, 'status').object.status
    return { podIP, podIPs }
  }
  t.same(addresses({ podIP: '10.0.0.1' }), { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] })
  t.same(addresses({ podIPs: [{ ip: '10.0.0.2' }] }), {
    podIP: '10.0.0.2',
    podIPs: [{ ip: '10.0.0.2' }],
  })
  t.same(
    addresses({ podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.2' }, { ip: 'fd00::1' }] }),
    { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] },
    'the older field counts',
  )
  t.end()
})

void t.test('claims', (t) => {
  const of = {
    containers: [
      { ...container, resources: { requests: { 'a.b/c': '1' }, limits: { 'a.b/c': '1' } } },
    ],
    resourceClaims: [{ name: 'k', resourceClaimName: 'claim' }],
  }
  t.same(wrong({ resourceClaimStatuses: [{ name: 'k', resourceClaimName: 'made' }] }, { of }), [])
  t.match(wrong({ resourceClaimStatuses: [{ name: 'l', resourceClaimName: 'A' }] }, { of }), [
    'status.resourceClaimStatuses[0].name: Invalid value: "l": must match the name of an entry in `spec.resourceClaims`',
    /^status\.resourceClaimStatuses\[0\]\.resourceClaimName: Invalid value: "A": a lowercase/,
  ])
  const extended = 'status.extendedResourceClaimStatus'
  t.match(
    wrong(
      {
        extendedResourceClaimStatus: {
          resourceClaimName: 'x',
          requestMappings: [
            { containerName: 'c', resourceName: 'a.b/c', requestName: 'r' },
            { containerName: 'c', resourceName: 'other', requestName: 'R' },
            { containerName: 'd', resourceName: 'a.b/c', requestName: 'r' },
            { containerName: 'c', resourceName: 'a.b/c', requestName: 'r' },
          ],
        },
      },
      { of },
    ),
    [
      /^status\.extendedResourceClaimStatus\.requestMappings\[1\]\.resourceName: Invalid value: "other": must match the extended/,
      /^status\.extendedResourceClaimStatus\.requestName: Invalid value: "R": a lowercase RFC 1123 label/,
      /^status\.extendedResourceClaimStatus\.requestMappings\[2\]\.containerName: Invalid value: "d": must match the name/,
      `${extended}.requestMappings[3].containerName: Duplicate value: "c"`,
      `${extended}.requestMappings[3].resourceName: Duplicate value: "a.b/c"`,
      `${extended}.requestMappings[3].requestName: Duplicate value: "r"`,
    ],
  )
  t.same(wrong({ extendedResourceClaimStatus: {} }, { of, on: shelfOf('v1.35') }), [], 'gone')
  const on = shelfOf('v1.36', { DRANodeAllocatableResources: true })
  const allocatable = 'status.nodeAllocatableResourceClaimStatuses[0]'
  const some = { containers: ['c'], resources: { cpu: '1' } }
  const claims = (claim: object) =>
    wrong({ nodeAllocatableResourceClaimStatuses: [claim] }, { of, on })
  t.same(claims({ resourceClaimName: 'claim', ...some }), [])
  t.same(claims({ resourceClaimName: 'x', resources: { 'a.b/c': '-1' } }), [
    `${allocatable}.resourceClaimName: Invalid value: "x": no mapping found in pod reference`,
    `${allocatable}.containers: Required value: must not be empty`,
    `${allocatable}.resources[a.b/c]: Invalid value: "a.b/c": must be a node allocatable resource name`,
    `${allocatable}.resources[a.b/c]: Invalid value: "-1": must be non-negative`,
  ])
  t.end()
})

void t.test('users, devices and images of containers', (t) => {
  const of = {
    containers: [
      { ...container, resources: { requests: { 'a.b/c': '1' }, limits: { 'a.b/c': '1' } } },
    ],
  }
  const status = (fields: object) => ({ ...runs('c'), ...fields })
  const at = 'status.containerStatuses[0]'
  const linux = { uid: -1, gid: 2, supplementalGroups: [3, -4] }
  const text = 'must be between 0 and 2147483647, inclusive'
  t.same(wrong({ containerStatuses: [status({ user: { linux } })] }), [
    `${at}.user.linux.uid: Invalid value: -1: ${text}`,
    `${at}.user.linux.supplementalGroups[1]: Invalid value: -4: ${text}`,
  ])
  const health = (resources: object[], name = 'a.b/c') =>
    wrong(
      { containerStatuses: [status({ allocatedResourcesStatus: [{ name, resources }] })] },
      { of },
    )
  t.same(health([{ resourceID: '1', health: 'Healthy', message: 'm' }]), [])
  const path = `${at}.allocatedResourcesStatus[0]`
  t.same(
    health([
      { resourceID: '1', health: 'Odd', message: '' },
      { resourceID: '1', health: 'Unknown', message: 'm'.repeat(1025) },
    ]),
    [
      `${path}.resources[0].health: Unsupported value: "Odd": supported values: "Healthy", "Unhealthy", "Unknown"`,
      `${path}.resources[0].message: Required value: must be non-empty if specified`,
      `${path}.resources[1].message: Too long: may not be more than 1024 bytes`,
      `${path}.resources[1].resourceID: Duplicate value: "1"`,
    ],
  )
  t.same(health([], 'other'), [
    `${path}.name: Invalid value: "other": must match one of the container's resource requests`,
  ])
  t.match(health([], 'claim:x'), [/'claim:<claimName>\/<request>' or 'claim:<claimName>'/])
  const volumeMounts = [{ name: 'v', mountPath: '/', volumeStatus: { image: { imageRef: '' } } }]
  const images = { containerStatuses: [status({ volumeMounts })] }
  t.same(wrong(images), [], 'gone where the gate is off')
  t.same(wrong(images, { on: shelfOf('v1.36', { ImageVolumeWithDigest: true }) }), [
    `${at}.volumeMounts[0].volumeStatus.imageVolumeStatus.imageRef: Required value: imageRef must not be empty`,
  ])
  t.end()
})

void t.test('generations that a client leaves out stay', (t) => {
  const stored = shelf.stored({ spec })
  const seen = (status: object, old: Pod): Pod =>
    shelf.update({ spec, status }, old, 'status').object
  const first = seen(
    {
      observedGeneration: 2,
      conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2 }],
    },
    stored,
  )
  const { status } = seen({ conditions: [{ type: 'Ready', status: 'False' }] }, first)
  t.match(status, {
    observedGeneration: 2,
    conditions: [{ status: 'False', observedGeneration: 2 }],
  })
  t.end()
})
