/** A class with a teacher, and learners with and without csrlab, in separate processes. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../fixtures/waits.ts'
import { missingPrograms } from '../server/kubectl.ts'
import { runIn } from './lab-clusters.ts'
import { run, settled, start, stop } from './process.ts'
import { wordsOf } from '../fixtures/words.ts'

interface Board {
  readonly serving: boolean
  readonly learners: readonly {
    readonly solved: number
    readonly labs: readonly { readonly met: readonly { readonly by: string }[] }[]
  }[]
}

t.test(
  'learners join a class and solve its labs; the teacher changes and deletes the class',
  { skip: missingPrograms() },
  async (t) => {
    const cwd = t.testdir({
      'people.csv': 'name\nZoë van Dyk\n=cmd()\n',
      'twice.csv': 'name\nJane\n\nJane\n,x\n',
      one: {},
    })
    const env = { HOME: join(cwd, 'teacher'), XDG_DATA_HOME: '', LANG: 'C.UTF-8' }
    const theirs = { ...env, HOME: join(cwd, 'learner') }
    mkdirSync(env.HOME)
    mkdirSync(theirs.HOME)
    const klass = (...args: string[]) => run(['class', ...wordsOf(args)], { cwd, env })
    const lab = (...args: string[]) =>
      run(['lab', ...wordsOf(args)], { cwd: join(cwd, 'one'), env: theirs })
    const home = join(env.HOME, '.local', 'share', 'csrlab', '.classes')

    t.match(await klass('create --labs jane'), { code: 2, stderr: /--from people\.csv/ })
    t.match(await klass('create --from people.csv --labs jan'), {
      code: 2,
      stderr: /did you mean jane/,
    })
    t.match(await klass('create --from twice.csv --labs jane'), {
      code: 3,
      stderr: /twice\.csv:4: "Jane" is already in line 2.*\ntwice\.csv:5: the name/,
    })
    t.match(await klass('board'), { code: 1, stderr: /there is no class; csrlab class create/ })
    t.notOk(existsSync(home) || existsSync(join(cwd, 'class')), 'nothing has been created')

    const serving = async (...args: string[]) => {
      const started = start(['class', ...wordsOf(args)], { cwd, env })
      t.teardown(() => started.process.kill('SIGKILL'))
      await settled(started.process, () => started.stdout())
      return started
    }
    const teacher = await serving('create --from people.csv --labs jane,groups')
    t.match(teacher.stdout(), /^Class class: 2 learners, 2 labs/)
    t.equal(statSync(join(home, 'class')).mode & 0o077, 0)
    t.match(await klass('serve'), { code: 1, stderr: /is already running/ })
    t.match(await klass('create --from people.csv --labs jane'), {
      code: 1,
      stderr: /the class class already exists/,
    })

    const letter = readFileSync(join(cwd, 'class', 'zoe-van-dyk.txt'), 'utf8')
    const [, line = ''] = /^npx csrlab lab (join .*)$/m.exec(letter) ?? []
    const words = line.split(' ')
    t.match(await lab(...words.with(5, `sha256:${'0'.repeat(64)}`)), {
      code: 1,
      stderr: /is not the class's server/,
    })
    t.match(await lab(...words.with(3, 'abcdef.0123456789abcdef')), {
      code: 1,
      stderr: /does not know this token/,
    })
    t.match(await lab('join http://x'), { code: 2, stderr: /is not the address of a class/ })
    t.match(await lab(...words), {
      code: 0,
      stdout: /^Zoë van Dyk, you have joined class class\.\nYour labs: jane, groups\n/,
    })
    t.match(await lab('check'), { code: 1, stdout: /\n0 of 5\n$/ })

    const solve = async (name: string, folder: string, HOME: string) => {
      const told = (await lab('solution', name, '--yes', '--json')).stdout
      for (const step of JSON.parse(told).solution) runIn(folder, { ...env, HOME }, step.run)
    }
    const work = join(cwd, 'one', 'lab-jane')
    writeFileSync(join(work, 'mine.txt'), '')
    t.match(await lab('reset'), { code: 0 })
    t.same(readdirSync(work), ['TASK.md', 'before-1', 'kubeconfig'])
    await solve('jane', work, theirs.HOME)
    t.match(await lab('check'), { code: 0, stdout: /Solved\./, stderr: '' })
    t.match((await lab('next')).stdout, /^groups · Groups, not people/)

    // the second learner works in the folder that the class checks
    const other = join(cwd, 'class', 'cmd')
    const handedOut = readFileSync(join(other, 'lab-groups', 'TASK.md'), 'utf8')
    t.match(handedOut, /^# groups · Groups, not people\n/)
    t.notMatch(handedOut, 'csrlab lab', 'this learner has no csrlab')
    await solve('groups', join(other, 'lab-groups'), cwd)

    const readBoard = async () => JSON.parse((await klass('board --json')).stdout) as Board
    const solvedBy = ({ learners }: Board) => learners.map(({ solved }) => solved)
    const boardWith = async (solved: number[]) => {
      let board!: Board
      await until(async () => {
        board = await readBoard()
        return solvedBy(board).join() === solved.join()
      }, `solved by learner: ${solved.join()}`)
      return board
    }
    const board = await boardWith([1, 1])
    t.ok(board.serving)
    const witnesses = board.learners.map(({ labs }) =>
      labs.map(({ met }) => [...new Set(met.map(({ by }) => by))].toSorted()),
    )
    t.match(
      witnesses[0]?.[0],
      ['reported', 'seen'],
      'the class sees the cluster itself; the learner reports the files',
    )
    t.same(witnesses[1]?.[1], ['seen'])

    // a learner's token gives access only to the learner's objects; a false report solves no lab
    const url = `${words[1]}/clusters/desk`
    const desk = ['--server', url, '--token', words[3]!, '--insecure-skip-tls-verify']
    const kubectl = (...args: string[]) =>
      execFileSync('kubectl', [...desk, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' })
    for (const args of [
      ['get', 'secret', '-A'],
      ['get', 'configmap', '-A'],
      ['get', 'ns'],
      ['-n', 'class-cmd', 'get', 'secret', 'lab-jane'],
      ['-n', 'class-cmd', 'patch', 'configmap', 'report-jane', '-p', '{}'],
      ['-n', 'class-zoe-van-dyk', 'create', 'configmap', 'more'],
      ['get', '--raw', '/clusters/desk/csrlab/v1/snapshots'],
    ])
      t.throws(() => kubectl(...args), /[Ff]orbidden/, args.join(' '))
    const lie = { data: { met: `bound \u001b[2J ${'x '.repeat(400_000)}` } }
    writeFileSync(join(cwd, 'lie.json'), JSON.stringify(lie))
    const report = ['-n', 'class-zoe-van-dyk', 'patch', 'configmap', 'report-groups']
    kubectl(...report, '--patch-file', 'lie.json', '--type=merge')
    const theirKubeconfig = ['--kubeconfig', join(cwd, 'class', 'zoe-van-dyk', 'kubeconfig')]
    const elsewhere = ['--server', otherServer(other), '--insecure-skip-tls-verify', 'get', 'ns']
    t.throws(() => execFileSync('kubectl', [...theirKubeconfig, ...elsewhere], { stdio: 'pipe' }))
    execFileSync('mkfifo', [join(other, 'lab-jane', 'jane.key')])
    await boardWith([1, 1])

    t.match(await stop(teacher), { code: 0, stdout: /csrlab class serve continues class class/ })
    t.match(await lab('check jane'), { code: 3, stderr: /does not answer/ })
    t.match((await klass('board')).stdout, /^Zoë van Dyk +✓ +/m)
    const again = start(['class', 'serve', '--json'], { cwd, env })
    t.teardown(() => again.process.kill('SIGKILL'))
    await until(async () => again.stdout().endsWith('\n}\n'), 'the class as JSON')
    const joins = JSON.parse(again.stdout()).learners.map(({ join }: { join: string }) => join)
    t.match(joins, [`npx csrlab lab ${line}`, /^npx csrlab lab join https/])
    t.match(await lab('check jane'), { code: 0, stdout: /Solved\./, stderr: '' })
    await boardWith([1, 1])
    // more learners and labs, a new token, and a lost folder
    const lost = join(other, 'lab-jane', 'kubeconfig')
    rmSync(other, { recursive: true })
    const letterOf = (id: string) => readFileSync(join(cwd, 'class', `${id}.txt`), 'utf8')
    const before = letterOf('cmd')
    t.match(await klass('add', 'Zoë van Dyk'), {
      code: 1,
      stderr: /would have several learners with the ids zoe-van-dyk/,
    })
    t.match(await klass('labs tokens'), {
      code: 2,
      stderr: /write \+tokens to add the lab tokens/,
    })
    t.match(await klass('token nobody'), { code: 1, stderr: /has no learner nobody/ })
    t.match(await klass('add Łukasz'), { code: 0, stdout: /^1 learner added/ })
    t.match(await klass('labs +by-hand'), {
      code: 0,
      stdout: /^Labs: jane, groups, by-hand/,
    })
    t.match(await klass('token cmd'), {
      code: 0,
      stdout: /the old one stops working\. Send them class\/cmd\.txt\.\nClass class is running/,
    })
    await boardWith([1, 1, 0])
    const there = () =>
      existsSync(join(cwd, 'class', 'lukasz', 'lab-by-hand')) &&
      existsSync(lost) &&
      letterOf('cmd') !== before
    await until(there)
    t.match(await lab(...words), { code: 0, stdout: /Your labs: jane, groups, by-hand/ })
    t.match(await lab('check jane'), { code: 0 }, 'finished work stays')
    t.match(await klass('board --once'), { code: 0, stdout: /LEARNER +jane +groups +by-hand/ })
    const exported = await klass('export')
    t.match(
      exported.stdout,
      /^name,id,lab,solved,outcome,met,since,by\r\nZoë van Dyk,zoe-van-dyk,jane,/,
    )
    t.match(exported.stdout, /\r\n'=cmd\(\),cmd,jane,/)
    t.ok(exported.stdout.split('\r\n').length > 30)

    cpSync(join(home, 'class'), join(home, 'monday'), { recursive: true })
    t.match(await klass('board'), { code: 1, stderr: /several classes: class, monday; name one/ })
    t.match(await klass('board class --once'), { code: 0 })
    rmSync(join(home, 'monday'), { recursive: true })

    t.match(await klass('delete'), { code: 2, stderr: /add --yes/ })
    t.match(await klass('delete --yes'), { code: 0, stdout: /files stay in class/ })
    t.equal((await again.ended).code, 0)
    t.same(readdirSync(home), [])
  },
)

const otherServer = (folder: string) =>
  /"server": "([^"]+)"/.exec(readFileSync(join(folder, 'kubeconfig'), 'utf8'))?.[1] ?? ''
