/** The recipes of the documents: the files in `test/recipes`, and how to run each. */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installed } from '../fixtures/installed.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Time limit, enough for Go to compile client-go on a fresh machine. */
const PATIENCE_MS = 300_000

export interface Recipe {
  /** path below `test/recipes` */
  readonly file: string
  /** the packages that the recipe needs */
  readonly from: string
  found(): boolean
  /**
   * Runs a copy of the file in `folder`; returns its output, which must match `prints`, and its
   * exit code.
   */
  run(folder: string): Ended
  readonly prints: RegExp
}

interface Ended {
  readonly status: number | null
  readonly output: string
}

const execute = (
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Ended => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  })
  return { status, output: [stdout, stderr, error?.message].filter(Boolean).join('\n') }
}

const copy = (file: string, folder: string) =>
  copyFileSync(join(import.meta.dirname, file), join(folder, basename(file)))

/** Copies the recipe into the folder, and runs a command there with `csrlab run`. */
const withCluster =
  (
    file: string,
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Recipe['run'] =>
  (folder) => {
    copy(file, folder)
    const csrlab = [process.execPath, join(ROOT, 'dist/cli.js'), 'run', '--']
    return execute([...csrlab, ...command], folder, env)
  }

/** Installs a JavaScript test runner in a project with csrlab, and runs the recipe with it. */
const withRunner =
  (file: string, runner: string, ...args: readonly string[]): Recipe['run'] =>
  (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    const install = ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', runner]
    const fetched = execute(install, folder)
    if (fetched.status !== 0) return fetched
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    symlinkSync(ROOT, join(folder, 'node_modules', 'csrlab'))
    copy(file, folder)
    const [name = ''] = runner.split('@')
    return execute([join(folder, 'node_modules', '.bin', name), ...args, basename(file)], folder)
  }

/** Settings for Debian's Go sources, which are not modules. */
const DEBIAN_GO = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOTOOLCHAIN: 'local' }

const hasGo = () =>
  installed(
    'env',
    ...Object.entries(DEBIAN_GO).map((pair) => pair.join('=')),
    'go',
    'list',
    'k8s.io/client-go/kubernetes',
  )

/** Runs a Go test against a stand-in for envtest, with csrlab on the PATH. */
const withEnvtest =
  (file: string): Recipe['run'] =>
  (folder) => {
    copy(file, folder)
    const csrlab = join(folder, 'csrlab')
    writeFileSync(
      csrlab,
      `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist/cli.js')}" "$@"\n`,
    )
    chmodSync(csrlab, 0o755)
    return execute(['go', 'test', '-v'], folder, {
      ...DEBIAN_GO,
      GOPATH: `${join(ROOT, 'test/fixtures/envtest')}:${DEBIAN_GO.GOPATH}`,
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    })
  }

const hasNpm = () => installed('npm', '--version')

/** Debian's Python, which has Debian's modules */
const PYTHON = '/usr/bin/python3'

export const RECIPES: readonly Recipe[] = [
  {
    file: 'python/test_jane.py',
    from: 'python3-pytest, python3-kubernetes, openssl',
    found: () =>
      installed(PYTHON, '-c', 'import pytest, kubernetes') && installed('openssl', 'version'),
    run: withCluster('python/test_jane.py', [
      PYTHON,
      '-B',
      '-m',
      'pytest',
      '-p',
      'no:cacheprovider',
    ]),
    prints: /\b1 passed\b/,
  },
  {
    file: 'go/jane_test.go',
    from: 'golang-go, golang-k8s-client-go-dev',
    found: hasGo,
    run: withCluster('go/jane_test.go', ['go', 'test', '-v'], DEBIAN_GO),
    prints: /^--- PASS: TestJaneGetsACertificateOnceApproved/m,
  },
  {
    file: 'envtest/shop_test.go',
    from: 'golang-go, golang-k8s-client-go-dev',
    found: hasGo,
    run: withEnvtest('envtest/shop_test.go'),
    prints: /^--- PASS: TestADeletedNamespaceEnds/m,
  },
  {
    file: 'shell/jane.bats',
    from: 'bats, kubernetes-client, openssl',
    found: () =>
      installed('bats', '--version') &&
      installed('kubectl', 'version', '--client') &&
      installed('openssl', 'version'),
    run: withCluster('shell/jane.bats', ['bats', '--tap', 'jane.bats']),
    prints: /^1\.\.2\nok 1 .*\nok 2 /m,
  },
  {
    file: 'jest/jane.test.js',
    from: 'npm',
    found: hasNpm,
    run: withRunner('jest/jane.test.js', 'jest@30'),
    prints: /^Tests: +1 passed, 1 total$/m,
  },
]
