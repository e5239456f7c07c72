import { join } from 'node:path'
import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { validateOptions } from '../../../src/server/options.ts'
import { readClusterLine } from '../../../src/cli/cluster-line.ts'
import { readOptionFiles } from '../../../src/cli/option-files.ts'
import { lineOf } from '../../fixtures/command.ts'
import { terminal } from '../terminal.ts'

const RULES = `- signer: kubernetes.io/*
  groups: [dev, ops]
  approve: true
- everything: true
  deny: not here
`

t.test('rules are set, listed and removed', async (t) => {
  const { csrlab } = await terminal(t, { clock: systemClock })
  const folder = t.testdir({ 'rules.yaml': RULES, 'wrong.json': '[{"approve":true}]' })
  t.match(await csrlab('approvers'), { text: 'no rules\n', code: 0 })
  const lines =
    '1: approve groups dev, ops; signer kubernetes.io/*\n2: deny (not here) everything\n'
  t.match(await csrlab('approvers set', join(folder, 'rules.yaml')), { text: lines, code: 0 })
  t.equal((await csrlab('approvers')).text, lines)
  t.match(JSON.parse((await csrlab('approvers --json')).text), {
    rules: [{ groups: ['dev', 'ops'], approve: true }, { deny: 'not here' }],
  })
  const wrong = join(folder, 'wrong.json')
  t.match(await csrlab('approvers set', wrong), {
    text: /^rule 1: say which/,
    code: 1,
  })
  const missing = join(folder, 'missing')
  t.match(await csrlab('approvers set', missing), {
    text: `cannot read ${missing} (ENOENT); check the path`,
    code: 3,
  })
  t.match(await csrlab('approvers clear'), { text: 'removed 2\n', code: 0 })
  t.equal((await csrlab('approvers')).text, 'no rules\n')
})

t.test('initial rules are read from a file, or inline', async (t) => {
  const folder = t.testdir({ 'rules.yaml': RULES, 'wrong.yaml': '- deny: a' })
  const rulesOf = (value: string): unknown => {
    const { options, files } = readClusterLine(lineOf(['start', '--auto-approve', value], {}))
    const valid = validateOptions({ ...options, ...readOptionFiles(files) })
    return valid.autoApprove.map(({ given }) => given)
  }
  const listed = rulesOf(join(folder, 'rules.yaml'))
  t.match(listed, [{ groups: ['dev', 'ops'] }, { everything: true }])
  t.same(rulesOf(JSON.stringify(listed)), listed)
  const wrong = join(folder, 'wrong.yaml')
  t.throws(() => rulesOf(wrong), {
    message: new RegExp(`^--auto-approve ${wrong}: rule 1: say which requests it applies to .*`),
  })
  t.throws(() => rulesOf('[{"signer":5}]'), {
    message: '--auto-approve: rule 1: signer: write a text such as "kubernetes.io/*", not 5',
  })
  t.throws(() => rulesOf(join(folder, 'missing')), {
    message: `--auto-approve ${join(folder, 'missing')} cannot be read: there is no such file.`,
  })
  const inEnvironment = readClusterLine(lineOf(['start'], { CSRLAB_AUTO_APPROVE: '[]' }))
  t.equal(readOptionFiles(inEnvironment.files).autoApprove, '[]')
})
