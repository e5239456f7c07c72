/** Completion scripts in real shells. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { FLAG_LIST } from '../../../src/server/flags.ts'
import { SECTIONS } from '../../../src/cli/commands/index.ts'
import { type } from '../../fixtures/command.ts'
import { lacking } from '../../fixtures/installed.ts'

const cwd = t.testdir({ 'jane.key': '', folder: {} })

const scriptOf = async (shell: string) => {
  const { text, code } = await type(['completion', shell])
  t.equal(code, 0)
  const path = join(cwd, `.completion.${shell}`)
  writeFileSync(path, text)
  return path
}

/** Typed lines with their only completions. */
const WORDS = {
  com: 'completion',
  'backup --d': 'backup --data-dir',
  '--log-level s': '--log-level silent',
  'use e': 'use exam',
  '--name dev stop k': '--name dev stop kubernetes',
  'help ba': 'help backup',
  'lab nex': 'lab next',
  'lab start --di': 'lab start --dir',
  'run -- basenam': 'run -- basename',
  'run --port 0 -- basenam': 'run --port 0 -- basename',
  'completion z': 'completion zsh',
}

t.test('bash completes words', { skip: lacking('bash') }, async (t) => {
  const script = await scriptOf('bash')
  /** Prints the candidates for each line's last word. */
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
  const offered = (...lines: string[]) =>
    execFileSync('bash', ['--norc', '-c', program], {
      cwd,
      encoding: 'utf8',
      input: lines.map((line) => `${line}\n`).join(''),
      env: { PATH: process.env['PATH']! },
    })
      .trimEnd()
      .split('\n')
  for (const [line, meant] of Object.entries(WORDS))
    t.match(offered(`csrlab ${line}`)[0], `${meant.split(' ').at(-1)} `, line)
  t.match(offered('csrlab --log-level = s')[0], 'silent .')
  t.match(offered('csrlab doctor jan'), ['shell: default', /^ ?\.$/])
  t.match(offered('csrlab --data-dir fo'), ['shell: dirnames', /^ ?\.$/])
  t.match(offered('csrlab run -- ls --si'), ['shell: default', /^ ?\.$/])
  t.match(offered('csrlab --port 6')[0], /^ ?\.$/)
  t.match(offered('csrlab lab exam ')[0], 'finish .')
  t.match(offered('csrlab ')[0], /^start run .* version \.$/)
})

t.test('each script has every top-level command and every option of start', async (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { text } = await type(['completion', shell])
    for (const { name } of SECTIONS.flatMap(({ commands }) => commands)) t.match(text, name)
    for (const [name] of FLAG_LIST)
      t.match(text, shell === 'fish' ? ` -l ${name} ` : `--${name} `, `${shell} ${name}`)
  }
  t.match(await type(['completion', 'tcsh']), { code: 2, text: /is not one of bash, zsh, fish/ })
})

/** Adds completions of values and files. */
const MEANT = {
  ...WORDS,
  '--log-level=s': '--log-level=silent',
  'doctor jan': 'doctor jane.key',
  '--data-dir fo': '--data-dir folder/',
  'run -- ls jan': 'run -- ls jane.key',
  '--port 6': '--port 6',
}

const LIST = 'NAME  STATE\\nkubernetes  running\\nexam  stopped\\n'

t.test('zsh completes words', { skip: lacking('zsh') }, async (t) => {
  const script = await scriptOf('zsh')
  const typed = Object.keys(MEANT).map((line) => `zpty -w -n shell $'csrlab ${line}\\t\\n'`)
  // the keys go to a shell in a pseudo-terminal, where a function `csrlab` records its arguments
  const program = `zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell 'autoload -U compinit; compinit -u -D; source ${script}'
zpty -w shell 'csrlab() { [[ $1 == list ]] && printf "${LIST}" || print -r -- "$@" >> ran }'
${typed.join('\n')}
zpty -w shell exit
while zpty -r shell line; do :; done`
  execFileSync('zsh', ['-f', '-c', program], { cwd, timeout: 120_000, stdio: 'pipe' })
  const ran = readFileSync(join(cwd, 'ran'), 'utf8').trimEnd().split('\n')
  t.same(
    ran,
    Object.values(MEANT).map((line) => line.replace(/\/$/, '')),
  )
})

t.test('fish completes words', { skip: lacking('fish') }, async (t) => {
  const lines = Object.keys(MEANT).map((line) => `'csrlab ${line}'`)
  const program = `source ${await scriptOf('fish')}
function csrlab; printf '${LIST}'; end
for line in ${lines.join(' ')}
  printf '%s\\n' (string join -- ' ' (complete -C $line | string replace -r '\\t.*' ''))
end`
  const options = { cwd, encoding: 'utf8', timeout: 120_000 } as const
  const offered = execFileSync('fish', ['--no-config', '-c', program], options).split('\n')
  for (const [at, [line, meant]] of Object.entries(MEANT).entries()) {
    const word = meant.split(' ').at(-1)!
    t.equal(offered[at]!.split(' ')[0], line === meant ? '' : word, line)
  }
})
