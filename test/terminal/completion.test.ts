/** What real shells offer, by the scripts that are generated. */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { FLAG_LIST } from '../../src/boot/flags.ts'
import { SECTIONS } from '../../src/terminal/commands/index.ts'
import { type } from '../fixtures/command.ts'

const cwd = t.testdir({ 'jane.key': '', folder: {} })

const scriptOf = async (shell: string): Promise<string> => {
  const { text, code } = await type(['completion', shell])
  t.equal(code, 0)
  const path = join(cwd, `.completion.${shell}`)
  writeFileSync(path, text)
  return path
}

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0

void t.test('bash', { skip: !has('bash') && 'NOT TESTED: there is no bash' }, async (t) => {
  const script = await scriptOf('bash')
  /** What is offered for the last of the words, a line for each. */
  const program = `source ${script}
csrlab() { printf 'NAME  STATE\\nkubernetes  running\\nexam  stopped\\n'; }
compopt() { echo "shell: $2"; }
while IFS= read -r line; do
  read -ra COMP_WORDS <<< "$line"
  [[ $line == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _csrlab csrlab
  echo "$(printf '%s ' "\${COMPREPLY[@]}")."
done`
  const offered = (...lines: string[]): string[] =>
    execFileSync('bash', ['--norc', '-c', program], {
      cwd,
      encoding: 'utf8',
      input: lines.map((line) => `${line}\n`).join(''),
      env: { PATH: process.env['PATH']! },
    })
      .trimEnd()
      .split('\n')
  t.match(offered('csrlab com')[0], 'completion .')
  t.match(offered('csrlab check --d')[0], '--data-dir .')
  t.match(offered('csrlab --log-level s')[0], 'silent .')
  t.match(offered('csrlab --log-level = s')[0], 'silent .')
  t.match(offered('csrlab use e')[0], 'exam .')
  t.match(offered('csrlab --name dev stop k')[0], 'kubernetes .')
  t.match(offered('csrlab help ch')[0], 'check .')
  t.match(offered('csrlab pod-certificates f')[0], 'follow .')
  t.match(offered('csrlab pod-certificates follow --sig')[0], '--signer .')
  t.match(offered('csrlab doctor jan'), ['shell: default', /^ ?\.$/])
  t.match(offered('csrlab --data-dir fo'), ['shell: dirnames', /^ ?\.$/])
  t.match(offered('csrlab run -- basenam')[0], /^basename /)
  t.match(offered('csrlab run -- ls --si'), ['shell: default', /^ ?\.$/])
  t.match(offered('csrlab --port 6')[0], /^ ?\.$/)
  t.match(offered('csrlab completion z')[0], 'zsh .')
  t.match(offered('csrlab pod-certificates ')[0], 'follow .')
  t.match(offered('csrlab ')[0], /^start run .* version \.$/)
})

void t.test('each script has every command and every option', async (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { text } = await type(['completion', shell])
    for (const { name } of SECTIONS.flatMap(({ commands }) => commands)) t.match(text, name)
    for (const [name] of FLAG_LIST)
      t.match(text, shell === 'fish' ? ` -l ${name} ` : `--${name} `, `${shell} ${name}`)
  }
  t.match(await type(['completion', 'tcsh']), { code: 2, text: /but for bash, zsh, fish/ })
})

for (const shell of ['zsh', 'fish'])
  void t.test(shell, { skip: !has(shell) && `NOT TESTED: there is no ${shell}` }, async (t) => {
    execFileSync(shell, ['-n', await scriptOf(shell)])
    t.pass('it is a script')
  })
