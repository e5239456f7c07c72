/**
 * Checks docs/deploy: csrlab accepts the options of each file, and the parts of a file match. Only
 * haproxy.cfg is run, by test/tools/replicas.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { validateOptions, type ValidOptions } from '../../src/server/options.ts'
import { readClusterLine } from '../../src/cli/cluster-line.ts'
import { lineOf } from '../fixtures/command.ts'
import { installed } from '../fixtures/installed.ts'
import { startServer } from '../fixtures/server.ts'
import { imageConfig } from './containerfile.ts'
import {
  type Deployment,
  manifestOf,
  readBalancer,
  readCompose,
  readManifests,
  readUnit,
  replicasOf,
  secretKeys,
  type Started,
  startedByCompose,
  startedByPod,
  startedByUnit,
  unitWith,
} from './deployments.ts'

const STARTS = [startedByUnit(), ...startedByCompose(), startedByPod()]

/** Extra time for pending requests. */
const LAST_ANSWERS_SECONDS = 5

const read = ({ args, env }: Pick<Started, 'args' | 'env'>) => {
  const { options, files } = readClusterLine(lineOf(args, env))
  const valid: ValidOptions = validateOptions({ ...options, encryptionPassphrase: 'of all' })
  return { valid, files }
}

t.test('csrlab accepts each command line', (t) => {
  t.equal(STARTS.length, 4)
  for (const started of STARTS) {
    const { valid, files } = read(started)
    t.match(valid, { host: '0.0.0.0', port: 6443, etcd: { prefix: '/registry' } }, started.where)
    t.equal(valid.etcd!.servers.length, 3)
    t.ok(valid.tlsSan.length > 0)
    const delay = valid.shutdownDelayDuration
    t.ok(
      delay > 0 && started.stopSeconds > delay + LAST_ANSWERS_SECONDS,
      'it has enough time to stop',
    )
    t.same(
      Object.values(files).toSorted(),
      started.files.toSorted(),
      'it is given exactly the files that it reads',
    )
  }
  t.end()
})

t.test('the systemd unit matches its csrlab options', (t) => {
  const unit = readUnit()
  t.equal(unit.get('StateDirectory')!.join(), read(startedByUnit()).valid.dataDir!.slice(9))
  t.same(unit.get('KillSignal'), ['SIGTERM'])
  t.same(unit.get('Restart'), ['on-failure'])
  for (const credential of unit.get('LoadCredential')!) {
    const [name, path] = credential.split(':')
    t.equal(path, `/etc/csrlab/${name}`)
  }
  const malloc = Object.entries(imageConfig.env).filter(([name]) => name.startsWith('MALLOC_'))
  t.equal(malloc.length, 3)
  t.equal(unit.get('Environment')!.join(), malloc.map((pair) => pair.join('=')).join(' '))
  t.notOk(unit.has('MemoryDenyWriteExecute'), 'Node would not start with it')
  t.end()
})

const withoutSystemd = installed('systemd-analyze', '--version')
  ? false
  : 'NOT TESTED: systemd-analyze is missing (Debian’s package systemd), which judges the unit'

t.test('systemd accepts the unit', { skip: withoutSystemd }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-unit-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const verify = (text: string) => {
    const path = join(folder, 'csrlab.service')
    writeFileSync(path, text)
    const args = ['verify', '--man=no', '--recursive-errors=no', path]
    const { status, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    return { status, stderr }
  }
  t.same(verify(unitWith(process.execPath)), { status: 0, stderr: '' })
  t.end()
})

t.test('the parts of compose.yaml match each other and haproxy.cfg', (t) => {
  const { services, networks, volumes, secrets } = readCompose()
  const namesOf = (list: readonly string[] | object = []) =>
    Array.isArray(list) ? (list as string[]) : Object.keys(list)
  const mounts: string[] = []
  for (const [name, service] of Object.entries(services)) {
    for (const other of namesOf(service.depends_on)) t.ok(services[other], `${name}: ${other}`)
    for (const network of namesOf(service.networks)) t.ok(network in networks, network)
    for (const secret of service.secrets ?? []) t.ok(secret in secrets, secret)
    for (const volume of service.volumes) {
      const [from = '', to = ''] = volume.split(':')
      mounts.push(to)
      t.ok(from.startsWith('./') || from in volumes, volume)
    }
  }
  for (const volume of Object.keys(volumes))
    t.ok(volume in services, 'each service has its own volume')

  const members = Object.entries(services).filter(([, { command }]) => command[0] === 'etcd')
  t.equal(members.length, 3)
  const peers = members.map(([name, { environment = {} }]) => {
    t.equal(environment.ETCD_NAME, name)
    t.equal(environment.ETCD_INITIAL_ADVERTISE_PEER_URLS, `http://${name}:2380`)
    t.equal(environment.ETCD_LISTEN_PEER_URLS, 'http://0.0.0.0:2380')
    t.equal(environment.ETCD_LISTEN_CLIENT_URLS, 'http://0.0.0.0:2379')
    return `${name}=${environment.ETCD_INITIAL_ADVERTISE_PEER_URLS}`
  })
  for (const [, { environment = {}, volumes: own }] of members) {
    t.equal(environment.ETCD_INITIAL_CLUSTER, peers.join(','))
    t.match(own.join(), `:${environment.ETCD_DATA_DIR}`)
  }
  for (const started of startedByCompose()) {
    t.same(
      read(started).valid.etcd!.servers,
      members.map(([, { environment = {} }]) => environment.ETCD_ADVERTISE_CLIENT_URLS),
    )
    t.ok(mounts.includes(read(started).valid.dataDir!), 'the data folder is a volume')
  }

  const [balancer, { ports = [], networks: reached, volumes: own }] = Object.entries(services).find(
    ([, { command }]) => command[0] === 'haproxy',
  )!
  const { port, replicas, caFile } = readBalancer()
  t.match(ports.join(), new RegExp(`:${port}$`))
  t.match(own.join(), `:${caFile}:ro`)
  t.match(own.join(), './haproxy.cfg:/etc/haproxy/haproxy.cfg:ro')
  t.equal(replicasOf(readCompose()).length, 2)
  for (const [name, service] of replicasOf(readCompose())) {
    t.match(service, { read_only: true, secrets: ['passphrase'] })
    const networksOf = service.networks as Record<string, { ipv4_address?: string } | null>
    const { ipv4_address: address } = networksOf[namesOf(reached)[0]!]!
    t.ok(replicas.includes(`${address}:6443`), `haproxy.cfg has ${name}`)
  }
  for (const started of startedByCompose())
    t.ok(read(started).valid.tlsSan.includes(balancer), "the certificate has the balancer's name")
  t.end()
})

t.test('a cluster accepts kubernetes.yaml', async (t) => {
  const server = await startServer(t)
  const strictly = '?fieldValidation=Strict'
  const paths: Readonly<Record<string, string>> = {
    Namespace: '/api/v1/namespaces',
    Deployment: '/apis/apps/v1/namespaces/csrlab/deployments',
    Service: '/api/v1/namespaces/csrlab/services',
  }
  for (const manifest of readManifests()) {
    const { code, body } = await server.post(`${paths[manifest.kind]}${strictly}`, manifest)
    t.equal(code, 201, `${manifest.kind}: ${body.message}`)
  }
  const { spec } = manifestOf('Deployment') as Deployment
  const made = await server.post(`/api/v1/namespaces/csrlab/pods${strictly}`, {
    ...spec.template,
    metadata: { ...spec.template.metadata, name: 'csrlab' },
  })
  t.equal(made.code, 201, `a pod from its template: ${made.body.message}`)
})

t.test('the parts of kubernetes.yaml match each other and the image', (t) => {
  const { replicas, template } = (manifestOf('Deployment') as Deployment).spec
  const { spec } = template
  const [container] = spec.containers
  const { ports, volumeMounts, livenessProbe, readinessProbe, startupProbe } = container!
  t.equal(replicas, 2)
  t.equal(container!.image, 'csrlab')
  const { user } = imageConfig
  t.equal(`${spec.securityContext.runAsUser}:${spec.securityContext.runAsGroup}`, user)
  t.equal(spec.enableServiceLinks, false, 'CSRLAB_PORT would be tcp://…')
  t.throws(() => read({ ...startedByPod(), env: { CSRLAB_PORT: 'tcp://10.1.2.3:6443' } }))

  for (const { httpGet } of [livenessProbe, readinessProbe, startupProbe]) {
    t.match(httpGet, { scheme: 'HTTPS', path: /^\/(?:livez|readyz)$/ })
    t.equal(httpGet.port, ports[0]!.name)
  }
  t.equal(readinessProbe.httpGet.path, '/readyz')
  const { valid } = read(startedByPod())
  t.equal(ports[0]!.containerPort, valid.port)
  for (const { name } of volumeMounts) t.ok(spec.volumes.some((volume) => volume.name === name))
  const data = volumeMounts.find(({ mountPath }) => valid.dataDir!.startsWith(`${mountPath}/`))
  t.ok(data && data.readOnly !== true, 'the data folder is writable')
  t.same(
    spec.volumes.flatMap(({ secret }) => secret?.secretName ?? []),
    ['csrlab'],
  )
  t.same(secretKeys().toSorted(), ['etcd-ca.crt', 'etcd.crt', 'etcd.key', 'passphrase'])

  const service = manifestOf('Service')
  t.match(service, {
    metadata: { namespace: 'csrlab' },
    spec: { selector: template.metadata.labels, ports: [{ targetPort: ports[0]!.name }] },
  })
  const { name, namespace } = service.metadata
  t.ok(valid.tlsSan.includes(`${name}.${namespace}.svc`), "the certificate has the Service's name")
  t.end()
})
