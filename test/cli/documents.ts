/** Examples in documents, which tests run. */
import { readFileSync } from 'node:fs'

const ROOT = new URL('../../', import.meta.url)

/** `name`: path from the root of the repository. */
export const documentText = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8')

export interface Step {
  /** shell commands */
  readonly script: string
  /** whether the script starts a server, which runs until Ctrl-C */
  readonly serves: boolean
  /** the documented output */
  readonly prints: string | undefined
}

const BLOCK = /^(<!-- serves -->\n\n)?```(\w+)\n([\s\S]*?)^```$/gm

/** Returns each `sh` block, with the `text` block that follows it. */
export const stepsOf = (text: string): Step[] => {
  const steps: Step[] = []
  for (const [, serves, language, content = ''] of text.matchAll(BLOCK)) {
    if (language === 'sh')
      steps.push({ script: content, serves: serves !== undefined, prints: undefined })
    else if (language === 'text' && steps.length > 0)
      steps.push({ ...steps.pop()!, prints: content })
  }
  return steps
}

/** Matches `<!-- story: name -->` to `<!-- end of story -->`. */
const STORY = /<!-- story: (\S+) -->([\s\S]*?)<!-- end of story -->/g

export const storiesOf = (document: string): ReadonlyMap<string, readonly Step[]> =>
  new Map(
    Array.from(documentText(document).matchAll(STORY), ([, name = '', text = '']) => [
      name,
      stepsOf(text),
    ]),
  )

export const outsideOfStories = (document: string): string =>
  documentText(document).replace(STORY, '')

const EXAMPLES = ['testing', 'test-api']

/** Returns the program after `<!-- example: name -->`. */
export const example = (name: string): string => {
  const text = EXAMPLES.map((document) => documentText(`docs/${document}.md`)).join('\n')
  const [block] = text.slice(text.indexOf(`<!-- example: ${name} -->`)).matchAll(BLOCK)
  if (block?.[2] !== 'js') throw new Error(`no document has an example for ${name}`)
  return block[3]!
}

/** Replaces times, ages and padding, which vary, with constants. */
const canonical = (line: string) =>
  line
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME')
    .replace(/(?<=\s)\d+m?\d*s(?=\s|$)/g, 'AGE')
    // OpenSSL 3.0 prints more spaces in names than later versions
    .replace(/(?<=\b[A-Z]+) = /g, '=')
    .replace(/\s+/g, ' ')
    .trim()

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** In a `text` block, `…` within a line matches any text, and a line `…` any lines. */
export const pattern = (prints: string): RegExp => {
  const lines = prints.trimEnd().split('\n').map(canonical)
  const parts = lines.map((line) =>
    line === '…' ? '(?:[^\n]*\n)*?' : `${line.split('…').map(escaped).join('[^\n]*')}\n`,
  )
  return new RegExp(`^${parts.join('')}$`)
}

/** Converts output to the form that {@link pattern} matches. */
export const printed = (output: string): string =>
  `${output.trimEnd().split('\n').map(canonical).join('\n')}\n`
