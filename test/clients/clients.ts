/** Third-party clients, and functions that run them against a cluster. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installed } from '../fixtures/installed.ts'

export interface Outcome {
  readonly check: string
  /** undefined: success */
  readonly error?: string
}

export interface Client {
  readonly name: string
  /** packages to install if the client is missing */
  readonly from: string
  found(): boolean
  /** Runs the client against a new cluster, with `folder` as HOME. */
  run(kubeconfig: string, folder: string): Promise<Outcome[]>
}

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly complaints: string
}

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Runs a program to its end, with `folder` as HOME. */
export const execute = (
  [program = '', ...args]: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: HERE,
      env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, complaints] = ['', '']
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (complaints += text.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, complaints }))
  })

/** A client that prints its checks as JSON lines; running to the end is one more check. */
const selfChecking =
  (...command: string[]): Client['run'] =>
  async (kubeconfig, folder) => {
    const { code, out, complaints } = await execute([...command, kubeconfig], folder)
    const lines = out.split('\n').filter((line) => line.startsWith('{'))
    return [
      ...lines.map((line) => JSON.parse(line) as Outcome),
      { check: 'ran to the end', ...(code === 0 ? {} : { error: complaints }) },
    ]
  }

interface Step {
  readonly check: string
  readonly command: readonly string[]
  /** expected output */
  readonly prints?: RegExp
}

/** Runs commands in order, up to the first failure. */
export const steps = async (
  list: readonly Step[],
  kubeconfig: string,
  folder: string,
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const { check, command, prints = /^/ } of list) {
    const { code, out, complaints } = await execute(command, folder, { KUBECONFIG: kubeconfig })
    const isGood = code === 0 && prints.test(out)
    outcomes.push({ check, ...(isGood ? {} : { error: `${out}\n${complaints}` }) })
    if (!isGood) break
  }
  return outcomes
}

/** Debian's Python, which finds the modules of Debian's packages */
const PYTHON = '/usr/bin/python3'

const python = (name: string, module: string, from: string, script: string): Client => ({
  name,
  from,
  // the program for the official client makes its CSR with openssl
  found: () => installed(PYTHON, '-c', `import ${module}`) && installed('openssl', 'version'),
  run: selfChecking(PYTHON, '-B', join(HERE, 'python', script)),
})

const kustomize: Client = {
  name: 'kustomize',
  from: 'kustomize, kubectl',
  found: () => installed('kustomize', 'version') && installed('kubectl', 'version', '--client'),
  run: async (kubeconfig, folder) => {
    const built = join(folder, 'built.yaml')
    const apply = ['kubectl', 'apply', '-f', built]
    return steps(
      [
        { check: 'builds', command: ['kustomize', 'build', 'kustomize/overlay', '-o', built] },
        { check: 'is applied', command: apply, prints: /deployment\.apps\/test-web created/ },
        {
          check: 'applying again changes nothing',
          command: apply,
          prints: /^(?!.*(created|configured))/s,
        },
        {
          check: 'is applied server-side',
          command: [...apply, '--server-side', '--force-conflicts'],
          prints: /deployment\.apps\/test-web serverside-applied/,
        },
        {
          check: 'is patched',
          command: [
            'kubectl',
            '-n',
            'shop',
            'get',
            'deploy',
            'test-web',
            '-o',
            'jsonpath={.spec.replicas}',
          ],
          prints: /^3$/,
        },
        { check: 'shows no difference', command: ['kubectl', 'diff', '-f', built] },
        { check: 'is deleted', command: ['kubectl', 'delete', '--ignore-not-found', '-f', built] },
      ],
      kubeconfig,
      folder,
    )
  },
}

export const ansible: Client = {
  name: 'kubernetes.core of Ansible',
  from: 'ansible, python3-kubernetes',
  found: () =>
    installed(PYTHON, '-c', 'import kubernetes') &&
    installed('ansible-doc', 'kubernetes.core.k8s_json_patch'),
  run: async (kubeconfig, folder) => {
    const { code, out, complaints } = await execute(
      ['ansible-playbook', '-i', 'localhost,', '-e', `kubeconfig=${kubeconfig}`]
        .concat('-e', `ansible_python_interpreter=${PYTHON}`)
        .concat(join(HERE, 'ansible', 'playbook.yaml')),
      folder,
      { ANSIBLE_NOCOLOR: '1', K8S_AUTH_KUBECONFIG: kubeconfig },
    )
    const tasks = [...out.matchAll(/^TASK \[(.*?)\] \*+\n([^]*?)(?=^TASK|^PLAY RECAP)/gm)]
    return [
      ...tasks.map(([, check = '', told = '']) => ({
        check,
        ...(/^(fatal|failed):/m.test(told) ? { error: told } : {}),
      })),
      { check: 'ran to the end', ...(code === 0 ? {} : { error: complaints || out }) },
    ]
  },
}

/** Clients that `.ci/run` installs. */
export const CLIENTS: readonly Client[] = [
  python('kubernetes for Python', 'kubernetes', 'python3-kubernetes', 'official.py'),
  python('Python with injected faults', 'kubernetes', 'python3-kubernetes', 'disturbed.py'),
  python('leader election like Patroni’s', 'kubernetes', 'python3-kubernetes', 'failover.py'),
  python('pykube-ng', 'pykube', 'python3-pykube-ng', 'pykube_ng.py'),
  {
    name: 'kubeclient for Ruby',
    from: 'ruby-kubeclient',
    found: () => installed('ruby', '-e', 'require "kubeclient"'),
    run: selfChecking('ruby', join(HERE, 'ruby', 'kubeclient.rb')),
  },
  kustomize,
]
