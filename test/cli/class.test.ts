/* A class: a teacher's machine and one of the students, each a network namespace, with a wire between them. */
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { installed } from '../fixtures/installed.ts'
import { run, serve, stop } from './process.ts'

const TEACHER = '192.0.2.1'
const STUDENTS = ['akshay', 'jane', 'john']

const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: 'pipe' })

/** Two namespaces; what goes before a command so that it runs in one of them. */
const makeNetwork = (t: Test) => {
  const name = `csrlab-${process.pid}`
  const [teacher, students] = [`${name}-t`, `${name}-s`] as const
  for (const namespace of [teacher, students]) {
    ip('netns', 'add', namespace)
    t.teardown(() => ip('netns', 'del', namespace))
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
  }
  ip('-n', teacher, 'link', 'add', 'wire', 'type', 'veth', 'peer', 'wire', 'netns', students)
  for (const [namespace, address] of [
    [teacher, TEACHER],
    [students, '192.0.2.2'],
  ] as const) {
    ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'wire')
    ip('-n', namespace, 'link', 'set', 'wire', 'up')
  }
  return {
    teacher: ['ip', 'netns', 'exec', teacher],
    students: ['ip', 'netns', 'exec', students],
  }
}

/** Whether namespaces may be made here. */
const canNetwork = (): boolean => {
  const name = `csrlab-${process.pid}-try`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return false
  const { status } = spawnSync('ip', ['-n', name, 'link', 'add', 'wire', 'type', 'veth'])
  ip('netns', 'del', name)
  return status === 0
}

const hasTools = installed('kubectl', 'version', '--client') && installed('openssl', 'version')
const skip =
  hasTools && canNetwork()
    ? false
    : 'NOT TESTED: it takes iproute2, root, leave to make network namespaces, kubectl and openssl'

const MANIFEST = (name: string, request: string): string => `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ${name}}
spec:
  request: ${request}
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
`

t.test('three students get their certificates from another machine', { skip }, async (t) => {
  const { teacher, students } = makeNetwork(t)
  const cwd = t.testdir()
  const env = { HOME: cwd, KUBECONFIG: '' }
  const place = ['--host', '0.0.0.0', '--advertise-address', TEACHER, '--tls-san', 'lab.example']
  const server = await serve(['--port', '0', ...place], { cwd, env, through: teacher })
  t.match(server.url, new RegExp(`^https://${TEACHER}:\\d+$`))

  /** kubectl on the students' machine. */
  const kubectl = async (kubeconfig: string, ...args: string[]): Promise<string> => {
    const [program = '', ...rest] = [...students, 'kubectl', '--kubeconfig', kubeconfig, ...args]
    return (await promisify(execFile)(program, rest, { cwd, env: { ...process.env, ...env } }))
      .stdout
  }
  const admin = join(server.dataDir, 'kubeconfig')
  const rights = [
    '--verb=create,get,list',
    '--resource=certificatesigningrequests.certificates.k8s.io',
  ]
  await kubectl(admin, 'create', 'clusterrole', 'student', ...rights)
  await kubectl(
    admin,
    'create',
    'clusterrolebinding',
    'class',
    '--clusterrole=student',
    '--group=class',
  )

  const logins = STUDENTS.map(async (user) => {
    const printed = await run(['kubeconfig', '--user', user, '--groups', 'class'], {
      cwd,
      env,
      through: teacher,
    })
    t.equal(printed.code, 0, printed.stderr)
    const file = join(cwd, `${user}.kubeconfig`)
    writeFileSync(file, printed.stdout)
    t.equal(parse(printed.stdout).clusters[0].cluster.server, server.url)
    const { status } = JSON.parse(await kubectl(file, 'auth', 'whoami', '-o', 'json'))
    t.equal(status.userInfo.username, user)
    t.same(status.userInfo.groups, ['class', 'system:authenticated'])
    return file
  })
  const files = await Promise.all(logins)

  const certificates = files.map(async (file, at) => {
    const name = STUDENTS[at]!
    const make = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    const request = execFileSync(
      'openssl',
      [...make, '-keyout', `${name}.key`, '-subj', `/CN=${name}/O=ops`],
      {
        cwd,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    writeFileSync(join(cwd, `${name}.yaml`), MANIFEST(name, request.toString('base64')))
    await kubectl(file, 'create', '-f', `${name}.yaml`)
    await t.rejects(kubectl(file, 'certificate', 'approve', name), /is forbidden: User "\w+"/)
    await kubectl(admin, 'certificate', 'approve', name)
    await kubectl(admin, 'wait', '--for=jsonpath={.status.certificate}', `csr/${name}`)
    const certificate = await kubectl(
      file,
      'get',
      'csr',
      name,
      '-o',
      'jsonpath={.status.certificate}',
    )
    writeFileSync(join(cwd, `${name}.crt`), Buffer.from(certificate, 'base64'))
    const login = ['--client-key', `${name}.key`, '--client-certificate', `${name}.crt`]
    await kubectl(file, 'config', 'set-credentials', name, ...login, '--embed-certs=true')
    const { status } = JSON.parse(await kubectl(file, 'auth', 'whoami', '-o', 'json'))
    t.same(status.userInfo.groups, ['ops', 'system:authenticated'], name)
  })
  await Promise.all(certificates)

  const byName = ['--tls-server-name', 'lab.example', 'get', '--raw', '/readyz']
  t.equal(await kubectl(files[0]!, ...byName), 'ok')
  await t.rejects(kubectl(files[0]!, ...byName.with(1, 'other.example')), /not other.example/)
  t.equal((await stop(server)).code, 0)
})
