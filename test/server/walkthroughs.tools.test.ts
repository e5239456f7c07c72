/** Runs the commands of docs/walkthroughs.md and compares their output. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { systemClock } from '../../src/server/system.ts'
import { startServer } from '../fixtures/server.ts'
import { pattern } from '../cli/documents.ts'
import { missingPrograms, Shell } from './kubectl.ts'

interface Step {
  readonly script: string
  /** the output, with standard error first or last */
  readonly prints: string
}

interface WalkThrough {
  readonly title: string
  readonly steps: readonly Step[]
}

const document = readFileSync(new URL('../../docs/walkthroughs.md', import.meta.url), 'utf8')

/**
 * A second-level heading starts a walk-through; a `sh` block and the `text` block after it are a
 * step.
 */
const walkThroughs = (markdown: string): WalkThrough[] =>
  markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      steps: Array.from(
        section.matchAll(/^```sh\n(.*?)^```\n+(?:^```text\n(.*?)^```\n)?/gms),
        ([, script = '', prints = '']) => ({ script, prints }),
      ),
    }))

/** Column widths depend on ages, and the order of the two streams varies. */
const lines = (text: string) =>
  text
    .replace(/(\s)(\d+m)?\d+s(?=\s)/g, '$1<age>')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .sort()

const all = walkThroughs(document)

t.test('the document has walk-throughs with steps', async (t) => {
  t.equal(all.length, 3)
  for (const { steps } of all) t.ok(steps.length >= 5)
})

for (const { title, steps } of all) {
  t.test(title, { skip: missingPrograms() }, async (t) => {
    // the options that the document names
    const cluster = await startServer(t, { clock: systemClock, kubernetesVersion: 'v1.37' })
    const shell = new Shell(t, cluster)
    for (const { script, prints } of steps) {
      const { code, out, err } = await shell.run(script)
      const first = script.slice(0, script.indexOf('\n'))
      t.equal(code, 0, `${first}: ${err}`)
      const seen = lines(`${out}\n${err}`)
      const expected = lines(prints)
      t.equal(seen.length, expected.length, `${first}: ${out}${err}`)
      expected.forEach((line, i) => t.match(`${seen[i]}\n`, pattern(line), first))
    }
  })
}
