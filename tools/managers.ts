/**
 * Installs the built package with each package manager on each version of Node, without install
 * scripts, and uses the package.
 *
 *   npm run tool -- managers [NODE…]
 *
 * Node, package managers and dependencies come from the npm registry. Prints a table of results.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'csrlab-managers-'))

interface Manager {
  readonly name: string
  readonly program: string
  /** the command that installs a tarball, without install scripts */
  readonly install: (tarball: string) => readonly string[]
  readonly files?: Readonly<Record<string, string>>
  /** the command that runs a script in the project; default: `node` */
  readonly starts?: readonly string[]
  readonly since?: number
}

const YARN_4 = 'enableScripts: false\nenableTelemetry: false\nenableImmutableInstalls: false\n'

const MANAGERS: readonly Manager[] = [
  {
    name: 'npm 11',
    program: 'npm@11',
    install: (it) => ['npm', 'install', '--ignore-scripts', it],
  },
  // blocks install scripts by default
  { name: 'npm 12', program: 'npm@12', install: (it) => ['npm', 'install', it], since: 22 },
  { name: 'pnpm', program: 'pnpm@10', install: (it) => ['pnpm', 'add', '--ignore-scripts', it] },
  {
    name: 'yarn 1',
    program: 'yarn@1',
    // the newest better-sqlite3, which yarn selects, needs --ignore-engines on Node 20
    install: (it) => ['yarn', 'add', '--ignore-scripts', '--ignore-engines', it],
  },
  {
    name: 'yarn 4',
    program: '@yarnpkg/cli-dist@4',
    install: (it) => ['yarn', 'add', `csrlab@file:${it}`],
    files: {
      '.yarnrc.yml': `nodeLinker: node-modules\n${YARN_4}`,
      'yarn.lock': '',
    },
  },
  {
    name: "yarn 4, Plug'n'Play",
    program: '@yarnpkg/cli-dist@4',
    install: (it) => ['yarn', 'add', `csrlab@file:${it}`],
    files: { '.yarnrc.yml': `nodeLinker: pnp\n${YARN_4}`, 'yarn.lock': '' },
    starts: ['yarn', 'node'],
  },
  { name: 'bun', program: 'bun@1', install: (it) => ['bun', 'add', it] },
]

const PROGRAM = `
  const { startCluster } = require('csrlab')
  void (async () => {
    const cluster = await startCluster()
    const { certificate } = await cluster.issue({ commonName: 'jane' })
    await cluster.close()
    console.log(certificate.startsWith('-----BEGIN'))
  })()
`

/** Installs programs from the registry, and returns the folder of their executables. */
const programs = (name: string, ...packages: string[]): string => {
  const folder = join(scratch, name.replaceAll(/\W/g, '-'))
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  // install scripts must run: those of bun and node download the programs
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
    stdio: 'ignore',
  })
  return join(folder, 'node_modules', '.bin')
}

const command = (path: string, cwd: string, [name = '', ...args]: readonly string[]) => {
  const env = { ...process.env, PATH: path, CI: '1', HOME: scratch }
  const { status, stdout, stderr } = spawnSync(name, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 180_000,
  })
  return { status, text: `${stdout}${stderr}`.trim() }
}

const shortly = (text: string): string => text.split('\n').at(-1)!.replaceAll('|', '/').slice(0, 90)

/** Tests a manager on a Node, in memory and with a data folder; returns the table cell. */
const cell = (
  manager: Manager,
  bins: readonly string[],
  tarball: string,
  project: string,
): string => {
  const path = [...bins, process.env['PATH']].join(delimiter)
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'package.json'), '{"name":"project","private":true}')
  for (const [name, text] of Object.entries(manager.files ?? {}))
    writeFileSync(join(project, name), text)
  const installed = command(path, project, manager.install(tarball))
  if (installed.status !== 0) return `not installed: ${shortly(installed.text)}`
  writeFileSync(join(project, 'program.cjs'), PROGRAM)
  const { starts = ['node'] } = manager
  const memory = command(path, project, [...starts, 'program.cjs'])
  if (memory.text !== 'true') return `in memory: ${shortly(memory.text)}`
  const script = `require('csrlab').startCluster({ dataDir: 'kept' }).then((c) => c.close()).then(() => console.log('kept'), (e) => console.log(e.message))`
  writeFileSync(join(project, 'kept.cjs'), script)
  const kept = command(path, project, [...starts, 'kept.cjs'])
  if (kept.text === 'kept') return 'works'
  const mends = /: install better-sqlite3@12 /.test(kept.text) && !kept.text.includes('    at ')
  return mends ? 'in memory; data folder: error with advice' : `data folder: ${shortly(kept.text)}`
}

const nodes = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24', '26']
const NOT_THERE = 'does not run there'
const GOOD = new Set([NOT_THERE, 'works', 'in memory; data folder: error with advice'])

try {
  const pack = ['pack', '--ignore-scripts', '--pack-destination', scratch]
  execFileSync('npm', pack, { cwd: ROOT, stdio: 'ignore' })
  const tarball = join(
    scratch,
    readdirSync(scratch).find((name) => name.endsWith('.tgz'))!,
  )
  const nodeBins = nodes.map((version) => programs(`node-${version}`, `node@${version}`))
  console.log(`| | ${nodes.map((version) => `Node ${version}`).join(' | ')} |`)
  console.log(`| --- | ${nodes.map(() => '---').join(' | ')} |`)
  for (const manager of MANAGERS) {
    const bin = programs(manager.name, manager.program)
    const cells = nodes.map((version, at) => {
      if (Number(version) < (manager.since ?? 0)) return NOT_THERE
      const project = join(
        scratch,
        'projects',
        `${manager.name.replaceAll(/\W+/g, '-')}-${version}`,
      )
      return cell(manager, [nodeBins[at]!, bin], tarball, project)
    })
    console.log(`| ${manager.name} | ${cells.join(' | ')} |`)
    if (!cells.every((text) => GOOD.has(text))) process.exitCode = 1
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
