/** All our labs and the one in docs/labs-format.md are valid, and errors name a line. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { widthOf } from '../../../src/apimachinery/text/width.ts'
import { BUILT_IN_LABS, labFolders } from '../../../src/teaching/labs/folders.ts'
import { CHECK_NAMES } from '../../../src/teaching/labs/checks/index.ts'
import type { Lab } from '../../../src/teaching/labs/lab.ts'
import { LabProblem } from '../../../src/teaching/labs/lab-problem.ts'
import { fileIn } from '../../../src/teaching/labs/workspace.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import { documentText } from '../../cli/documents.ts'

const document = documentText('docs/labs-format.md')
const [, example = ''] = /```yaml\n([^]*?)```/.exec(document) ?? []

const labOf = (t: Test, text: string, name = 'lab') => {
  const folder = join(t.testdir(), name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'lab.yaml'), text)
  return folder
}

const problemOf = (folder: string, language?: string) => {
  try {
    readLab(folder, language)
  } catch (error) {
    if (error instanceof LabProblem) return error.message.replaceAll(`${folder}/`, '').split('\n')
    throw error
  }
  return []
}

/** Returns commands, object names and URLs, which translations must keep. */
const namesIn = ({ title, why, task, outcomes, hints, solution, explain }: Lab) => {
  const own = outcomes.map(({ says, notYet, because, hints: more }) => [
    says,
    notYet,
    because,
    more,
  ])
  const texts = [title, why, task, own, hints, solution.map((step) => step.why), explain]
  const text = texts.flat(4).join('\n').replace(/\s+/g, ' ')
  return [...new Set(text.match(/`[^`]+`|https:\S+/g))].toSorted()
}

t.test('all our labs are valid, in English and Korean, with the same names', async (t) => {
  const folders = labFolders(BUILT_IN_LABS)
  t.ok(folders.length > 0)
  for (const folder of folders) {
    t.ok(existsSync(join(folder, 'lab.ko.yaml')), `${folder} has lab.ko.yaml`)
    const [english, korean] = [readLab(folder), readLab(folder, 'ko')]
    t.same(namesIn(korean), namesIn(english), `${folder}: names`)
    for (const [i, { id, because, hints }] of english.outcomes.entries()) {
      const other = korean.outcomes[i]!
      t.ok(widthOf(`    ${other.notYet}`) <= 80, other.notYet)
      t.equal(other.hints?.length, hints?.length, `${folder} ${id}: number of hints`)
      t.not(other.because ?? '', because, `${folder} ${id}: because is translated`)
      if (hints !== undefined)
        t.notSame(other.hints, hints, `${folder} ${id}: hints are translated`)
    }
  }
})

t.test('the lab of docs/labs-format.md is valid', async (t) => {
  const lab = readLab(labOf(t, example, 'groups'))
  t.match(lab, { name: 'groups', minutes: 5, points: undefined, files: {} })
  t.match(lab.outcomes, [
    { id: 'bound', check: { name: 'bindingGrants', given: { groups: ['developers'] } } },
  ])
  t.same(lab.outcomes[0]?.falsify, ['kubectl delete rolebinding -n shop --all'])
})

t.test('the document lists every field, and each check with all its parameters', async (t) => {
  const schema = JSON.parse(readFileSync(join(BUILT_IN_LABS, 'lab.schema.json'), 'utf8')) as {
    properties: object
    $defs: Record<string, { properties: Record<string, { properties: object }> }>
  }
  const rows = new Map(
    Array.from(document.matchAll(/^- `(\w+)`: ((?:.|\n {2})*)$/gm), ([, name, text]) => [
      name!,
      text!,
    ]),
  )
  for (const name of Object.keys(schema.properties)) t.ok(rows.has(name), name)
  const { properties } = schema.$defs['outcome']!
  t.same(Object.keys(properties).slice(7), CHECK_NAMES)
  for (const name of CHECK_NAMES)
    for (const parameter of Object.keys(properties[name]!.properties))
      t.match(rows.get(name), new RegExp(`\`${parameter}[\`:]`), `${name}: ${parameter}`)
  for (const name of Object.keys(schema.$defs['seed']!.properties)) t.ok(rows.has(name), name)
  for (const name of Object.keys(schema.$defs['file']!.properties)) t.ok(rows.has(name), name)
})

const FAULTS: readonly [from: string | RegExp, to: string, line: string][] = [
  ['minutes: 5', 'minutes: five', 'lab.yaml:3: minutes must be integer, and is "five"'],
  ['why: Teams', 'wy: Teams', 'lab.yaml:2: the lab has no field wy; it may have title, why,'],
  [
    'allows:',
    'alows:',
    'lab.yaml:22: outcomes[0].bindingGrants has no field alows; did you mean allows?',
  ],
  [
    'list pods -n shop]',
    'list pods in shop]',
    'lab.yaml:22: outcomes[0].bindingGrants.allows[0] must match',
  ],
  [
    / {4}bindingGrants.*\n/,
    '',
    'lab.yaml:19: outcomes[0] has no check; give it one of requestExists,',
  ],
  [
    '    falsify',
    '    answer: { accepts: [a] }\n    falsify',
    'lab.yaml:19: outcomes[0] has bindingGrants and answer; give it one of',
  ],
  [
    / {4}bindingGrants.*\n/,
    '    bundleHolds: { certificates: [a.crt] }\n',
    'lab.yaml:22: outcomes[0].bundleHolds needs file and certificates, or file and signerName, or',
  ],
  ['cka-architecture', 'cka', 'lab.yaml:4: topics[0] is "cka"; use one of cka-architecture,'],
  ['hints:\n', 'hints:\n  - a\n', 'lab.yaml:25: hints must NOT have more than 3 items'],
  [
    'seed:\n',
    'files: { ../x: { text: a } }\nseed:\n',
    'lab.yaml:8: files has the key ../x, which is not a valid file name',
  ],
  [
    '    falsify',
    '    step: 2\n    falsify',
    'lab.yaml:23: outcomes[0].step is 2; the solution has 1',
  ],
  [
    / {2}- kubectl create rolebinding -h\n/,
    '',
    'lab.yaml:19: outcomes[0] needs step, unless hints has a third',
  ],
  ...['a/../../x', '/etc/x', '.bashrc', '..'].map((name): [string, string, string] => [
    'seed:\n',
    `files: { ${name}: { text: a } }\nseed:\n`,
    `lab.yaml:8: files has the key ${name}, which is not a valid file name`,
  ]),
  [
    'seed:\n',
    'files: { x: { text: a, key: p256 } }\nseed:\n',
    'lab.yaml:8: files.x has several or no sources; give it one of',
  ],
  [
    'seed:\n',
    'seed:\n  requests: [{ name: a, commonName: a, by: bob }]\n',
    'lab.yaml:9: seed.requests[0] names bob, who is not in seed.users',
  ],
  ['task: |', 'task: [', 'lab.yaml:8: this YAML cannot be read:'],
]

t.test('errors name the file and the line', async (t) => {
  for (const [i, [from, to, line]] of FAULTS.entries()) {
    const broken = example.replace(from, to)
    t.not(broken, example, line)
    const problem = problemOf(labOf(t, broken, `lab-${i}`))
    t.ok(
      problem.some((one) => one.startsWith(line)),
      `${line} / ${problem.join('\n')}`,
    )
  }
})

t.test('a translation must have every text, and no others', async (t) => {
  const folder = labOf(t, example)
  const strings = `title: Gruppen\nwhy: Darum.\ntask: Tu es.\nhints: [a, b, c]\nsolution: [Darum.]\nexplain: So.\noutcomes: { bound: { says: Ja, notYet: Nein } }\n`
  const write = (text: string) => writeFileSync(join(folder, 'lab.de.yaml'), text)
  write(strings)
  const lab = readLab(folder, 'de')
  t.match(lab, { title: 'Gruppen', minutes: 5, outcomes: [{ id: 'bound', says: 'Ja' }] })
  t.match(lab.solution, [{ why: 'Darum.', run: /^kubectl create/ }])
  t.equal(readLab(folder, 'fr').title, 'Groups, not people')
  write(strings.replace('bound', 'bond'))
  t.same(problemOf(folder, 'de'), [
    'lab.de.yaml:7: the outcome bound is missing',
    'lab.de.yaml:7: there is no outcome bond; there are bound',
  ])
  write(strings.replace('[Darum.]', '[Darum., Auch.]'))
  t.same(problemOf(folder, 'de'), ['lab.de.yaml:5: solution has 2 texts here, and 1 in lab.yaml'])
  write(strings.replace('explain: So.\n', ''))
  t.same(problemOf(folder, 'de'), ['lab.de.yaml:1: the lab needs explain'])
})

t.test('invalid lab names are rejected', async (t) => {
  for (const name of ['.exam', 'Exam', 'a b', '-rf', 'a'.repeat(41), 'progress.json'])
    t.match(problemOf(labOf(t, example, name)), [/ is not a valid lab name; name the folder/])
})

t.test("a pipe does not count as a learner's file", async (t) => {
  const folder = t.testdir()
  execFileSync('mkfifo', [join(folder, 'a.txt')])
  t.equal(fileIn({ folder }, 'a.txt'), undefined)
})

t.test('a folder without labs is an error', async (t) => {
  t.throws(
    () => labFolders(t.testdir()),
    /there is no lab in .*: a lab is a folder with a lab\.yaml/,
  )
  t.throws(() => labFolders('/nowhere'), /\/nowhere cannot be read \(ENOENT\)/)
})
