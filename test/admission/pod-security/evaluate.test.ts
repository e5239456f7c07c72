import t from 'tap'
import {
  detailsText,
  reasonsText,
  violations,
} from '../../../src/admission/pod-security/evaluate.ts'
import type { Level } from '../../../src/admission/pod-security/policy.ts'
import type { Container } from '../../../src/api/kinds/containers.ts'
import type { PodSpec, PodTemplate } from '../../../src/api/kinds/pods.ts'
import type { PodSecurityContext, SecurityContext } from '../../../src/api/kinds/security.ts'
import { releaseOf } from '../../../src/release/releases.ts'
import { release } from '../../fixtures/release.ts'

/** What `restricted` wants of a container, and of a pod. */
const CAREFUL = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} satisfies SecurityContext

const podOf = (spec: PodSpec, annotations?: Record<string, string>): PodTemplate => ({
  metadata: annotations === undefined ? {} : { annotations },
  spec: { containers: [{ name: 'c', securityContext: CAREFUL }], ...spec },
})
const containing = (...containers: Partial<Container>[]): PodTemplate =>
  podOf({
    containers: containers.map((container, i) => ({
      name: 'abc'[i]!,
      ...container,
      securityContext: { ...CAREFUL, ...container.securityContext },
    })),
  })
const secured = (securityContext: SecurityContext): PodTemplate => containing({ securityContext })
const ofPod = (securityContext: PodSecurityContext): PodTemplate => podOf({ securityContext })

/** `level:1.34` */
const textOf = (asked: string, pod: PodTemplate, of = release): string => {
  const [level, minor] = asked.split(':') as [Level, string]
  const version = minor === 'latest' ? Infinity : Number(minor)
  return detailsText(violations({ level, version }, of, pod))
}

void t.test('a careful pod may be anywhere, a careless one where nothing is asked', async (t) => {
  t.equal(textOf('restricted:latest', podOf({})), '')
  const careless = podOf({ hostNetwork: true, containers: [{ name: 'c' }] })
  t.equal(textOf('privileged:latest', careless), '')
  t.equal(textOf('baseline:latest', podOf({ containers: [{ name: 'c' }] })), '')
  t.equal(
    textOf('restricted:latest', careless),
    'host namespaces (hostNetwork=true), ' +
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
      'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), ' +
      'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  )
  t.equal(
    reasonsText(violations({ level: 'restricted', version: Infinity }, release, careless)),
    'host namespaces, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
  )
})

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/c'

const BASELINE: [PodTemplate, string][] = [
  [
    podOf({ hostNetwork: true, hostPID: true, hostIPC: true }),
    'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
  ],
  [
    containing(
      { securityContext: { privileged: true } },
      { securityContext: { privileged: true } },
      {},
    ),
    'privileged (containers "a", "b" must not set securityContext.privileged=true)',
  ],
  [
    secured({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN', 'CHOWN', 'NET_RAW'] } }),
    'non-default capabilities (container "a" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
  ],
  [
    podOf({
      volumes: [
        { name: 'x', hostPath: {} },
        { name: 'y', secret: {} },
        { name: 'z', hostPath: {} },
      ],
    }),
    'hostPath volumes (volumes "x", "z")',
  ],
  [
    containing(
      {
        ports: [
          { containerPort: 1, hostPort: 80 },
          { containerPort: 2, hostPort: 443 },
        ],
      },
      { ports: [{ containerPort: 1, hostPort: 0 }] },
      { ports: [{ containerPort: 1, hostPort: 80 }] },
    ),
    'hostPort (containers "a", "c" use hostPorts 443, 80)',
  ],
  [
    containing({ ports: [{ containerPort: 1, hostPort: 80 }] }),
    'hostPort (container "a" uses hostPort 80)',
  ],
  [
    containing({
      livenessProbe: { httpGet: { host: 'h1' } },
      startupProbe: { tcpSocket: { host: '' } },
      lifecycle: { preStop: { tcpSocket: { host: 'h0' } } },
    }),
    'probe or lifecycle host (container "a" uses probe or lifecycle hosts "h0", "h1")',
  ],
  [
    secured({ procMount: 'Unmasked' }),
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    ofPod({ windowsOptions: { hostProcess: true } }),
    'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
  ],
  [
    podOf(
      {
        securityContext: { appArmorProfile: { type: 'Unconfined' } },
        containers: [
          { name: 'c', securityContext: { ...CAREFUL, appArmorProfile: { type: 'Localhost' } } },
        ],
      },
      { [APP_ARMOR]: 'unconfined' },
    ),
    `forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "${APP_ARMOR}="unconfined"")`,
  ],
  [
    secured({ seccompProfile: { type: 'Unconfined' } }),
    'seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  [
    podOf({
      securityContext: { seLinuxOptions: { type: 'b_t', user: 'u' } },
      containers: [
        {
          name: 'c',
          securityContext: { ...CAREFUL, seLinuxOptions: { type: 'a_t', role: 'r' } },
        },
      ],
    }),
    'seLinuxOptions (pod and container "c" set forbidden securityContext.seLinuxOptions: types "a_t", "b_t"; user may not be set; role may not be set)',
  ],
  [
    ofPod({ sysctls: [{ name: 'kernel.b' }, { name: 'kernel.shm_rmid_forced' }, { name: 'a' }] }),
    'forbidden sysctls (kernel.b, a)',
  ],
]

void t.test('what baseline forbids is said as kube-apiserver says it', async (t) => {
  for (const [pod, text] of BASELINE) t.equal(textOf('baseline:34', pod), text)
})

const RESTRICTED: [PodTemplate, string][] = [
  [
    secured({ allowPrivilegeEscalation: true }),
    'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
  ],
  [
    containing(
      { securityContext: { capabilities: { add: ['CHOWN'] } } },
      { securityContext: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } },
    ),
    'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "CHOWN" in securityContext.capabilities.add)',
  ],
  [
    podOf({ volumes: [{ name: 'v', hostPath: {} }, { name: 'w' }, { name: 'x', csi: {} }] }),
    'restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "unknown")',
  ],
  [
    podOf({
      securityContext: { runAsNonRoot: false },
      containers: [{ name: 'c', securityContext: { ...CAREFUL, runAsNonRoot: false } }],
    }),
    'runAsNonRoot != true (pod and container "c" must not set securityContext.runAsNonRoot=false)',
  ],
  [ofPod({ runAsUser: 0 }), 'runAsUser=0 (pod must not set runAsUser=0)'],
  [
    ofPod({ seccompProfile: { type: 'Unconfined' } }),
    'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
]

void t.test('what restricted forbids besides', async (t) => {
  for (const [pod, text] of RESTRICTED) t.equal(textOf('restricted:34', pod), text)
  const { allowPrivilegeEscalation, capabilities } = CAREFUL
  const byPod = podOf({
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } },
    containers: [{ name: 'c', securityContext: { allowPrivilegeEscalation, capabilities } }],
  })
  t.equal(textOf('restricted:34', byPod), '', 'what the pod says holds for its containers')
})

void t.test('every sort of container is looked at, in order', async (t) => {
  const pod = podOf({
    initContainers: [{ name: 'i', securityContext: { privileged: true } }],
    containers: [{ name: 'c', securityContext: { privileged: true } }],
    ephemeralContainers: [{ name: 'e', securityContext: { privileged: true } }],
  })
  t.equal(
    textOf('baseline:latest', pod),
    'privileged (containers "i", "c", "e" must not set securityContext.privileged=true)',
  )
})

void t.test('an older policy asks what it asked then', async (t) => {
  const annotated = podOf(
    { containers: [{ name: 'c' }] },
    {
      'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
      'container.seccomp.security.alpha.kubernetes.io/c': 'localhost/x',
    },
  )
  t.equal(
    textOf('baseline:18', annotated),
    'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
  )
  t.equal(textOf('baseline:19', annotated), '')
  t.match(textOf('restricted:7', podOf({ containers: [{ name: 'c' }] })), /^runAsNonRoot != true/)
  t.match(textOf('restricted:8', podOf({ containers: [{ name: 'c' }] })), /^allowPrivilege/)
  const probes = containing({ livenessProbe: { httpGet: { host: 'h' } } })
  t.equal(textOf('baseline:33', probes), '')
  t.not(textOf('baseline:34', probes), '')
  const engine = ofPod({ seLinuxOptions: { type: 'container_engine_t' } })
  t.not(textOf('baseline:30', engine), '')
  t.equal(textOf('baseline:31', engine), '')
  const windows = podOf({
    os: { name: 'windows' },
    securityContext: { runAsNonRoot: true },
    containers: [{ name: 'c' }],
  })
  t.not(textOf('restricted:24', windows), '')
  t.equal(textOf('restricted:25', windows), '')
})

void t.test('the newest policy is that of the release', async (t) => {
  const ownUsers = podOf({
    hostUsers: false,
    containers: [
      {
        name: 'c',
        securityContext: { ...CAREFUL, runAsUser: 0, runAsNonRoot: false, procMount: 'Unmasked' },
      },
    ],
  })
  const [v134, v136] = [releaseOf('v1.34'), releaseOf('v1.36')]
  const procMount = 'procMount (container "c" must not set securityContext.procMount to "Unmasked")'
  t.equal(
    textOf('restricted:99', ownUsers, v134),
    `${procMount}, runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false), runAsUser=0 (container "c" must not set runAsUser=0)`,
  )
  t.equal(textOf('restricted:34', ownUsers, v136), textOf('restricted:99', ownUsers, v134))
  t.equal(textOf('restricted:latest', ownUsers, v136), procMount)
  t.equal(textOf('baseline:latest', ownUsers, v136), '')
  const tcp = ofPod({ sysctls: [{ name: 'net.ipv4.tcp_notsent_lowat' }] })
  t.not(textOf('baseline:latest', tcp, v136), '')
  t.equal(textOf('baseline:latest', tcp, releaseOf('v1.37')), '')
})
