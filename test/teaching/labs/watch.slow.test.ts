/** `csrlab lab watch` in a real terminal: every key, and a whole lab. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BUILT_IN_LABS } from '../../../src/teaching/labs/folders.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import { labDesk, runIn } from '../../cli/lab-clusters.ts'
import { CLI } from '../../cli/process.ts'
import { Tmux } from '../../cli/tmux.ts'
import { lacking } from '../../fixtures/installed.ts'
import { missingPrograms } from '../../server/kubectl.ts'

const { solution } = readLab(join(BUILT_IN_LABS, 'jane'))

t.test(
  'lab watch shows the progress',
  { skip: missingPrograms() || lacking('tmux') },
  async (t) => {
    const { cwd, lab, ...desk } = labDesk(t)
    const env = { ...desk.env, NODE_OPTIONS: '', CLI }
    t.equal((await lab('start jane')).code, 0)
    const folder = join(cwd, 'lab-jane')
    const shell = (script: string) => runIn(folder, env, script)
    const terminal = await Tmux.open(t, { cwd, env })
    await terminal.type('node $CLI lab watch; echo "ended with $?"')
    const KEYS = /\nt task {2}c check .* q quit$/

    t.match((await terminal.shows(/0 of 5/)).trimEnd(), KEYS)
    await terminal.press('h')
    await terminal.shows(
      /^jane · A new colleague · 0 of 5 · 0 of 20 labs solved\n\nHint 1 of 3: Her private key/,
    )
    await terminal.press('h', 'h', 'h')
    await terminal.shows(/Hint 3 of 3: .*openssl genrsa.*last hint; s shows/s)
    await terminal.press('l')
    t.match(await terminal.shows(/^LAB +TITLE/), /\njane +A new colleague +10 +CKA +started\n/)
    await terminal.press('t')
    await terminal.shows(/cd lab-jane\n {2}export KUBECONFIG=/)
    await terminal.press('s')
    await terminal.shows(/\nShow the commands and explain them\? \[y\/N\]\s*$/)
    await terminal.press('n')
    await terminal.shows(/0 of 5 .*\n\n✗ Her private key/)
    await terminal.press('s', 'y')
    await terminal.shows(/1 of 4\n\nJane keeps the key\./)
    await terminal.press('s')
    await terminal.shows(/2 of 4\n\nThe object holds/)

    // the learner works in another terminal
    shell(solution[0]!.run + solution[1]!.run)
    await terminal.press('c')
    await terminal.shows(
      /2 of 5 .*\n\n✓ .*\n✓ The request `jane` is correct\n✗ The request is approved/,
    )
    await terminal.resize(60, 20)
    const small = await terminal.shows(/l list\nq quit\s*$/)
    t.ok(small.trimEnd().split('\n').length === 20 && small.includes('… space: more'))
    await terminal.press(' ')
    await terminal.shows(/export KUBECONFIG=[^]*q quit/)
    await terminal.resize(80, 24)
    shell(solution[2]!.run)
    await terminal.shows(/4 of 5 /)
    shell(solution[3]!.run)
    await terminal.shows(
      /5 of 5 · 1 of 20 labs solved\n\n(?:✓ .*\n){5}\nSolved\.\n\nKubernetes has no list/,
    )

    await terminal.press('r')
    await terminal.shows(/\nStart over\? .*\[y\/N\]\s*$/)
    await terminal.press('y')
    await terminal.shows(/0 of 5 .*\n\nJane joins/)
    t.ok(existsSync(join(folder, 'before-1', 'jane.crt')))
    await terminal.press('n')
    await terminal.shows(/^Starting the cluster of groups/)
    await terminal.shows(/^groups · Groups, not people · \d of \d /)
    t.notMatch(shell('node $CLI list'), 'lab-jane', "the solved lab's cluster was stopped")
    t.ok(existsSync(join(cwd, 'lab-groups', 'kubeconfig')))

    rmSync(join(cwd, 'lab-groups'), { recursive: true })
    shell('node $CLI stop lab-groups')
    await terminal.shows(/\n\nThe cluster of groups is no longer running\.\nr starts over/)
    await terminal.press('q')
    t.match(
      await terminal.shows(/ended with 0/),
      /^\$ node \$CLI lab watch/,
      'the previous screen is restored',
    )
  },
)
