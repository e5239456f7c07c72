/** The README's own text, as something to run. */
import { readFileSync } from 'node:fs'

export const README = new URL('../../README.md', import.meta.url)

export interface Step {
  /** shell commands */
  readonly script: string
  /** what they are said to print; undefined where the README does not say */
  readonly prints: string | undefined
}

const FENCE = /^```(\w+)\n([\s\S]*?)^```$/gm

const between = (text: string, begin: string, end: string): string => {
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`the README has no ${begin}`)
  return text.slice(from + begin.length, to)
}

/** The steps between `<!-- story: name -->` and `<!-- end of story -->`: each `sh` block with the `text` block after it. */
export const story = (name: string): Step[] => {
  const text = between(
    readFileSync(README, 'utf8'),
    `<!-- story: ${name} -->`,
    '<!-- end of story -->',
  )
  const steps: Step[] = []
  for (const [, language, content = ''] of text.matchAll(FENCE)) {
    if (language === 'sh') steps.push({ script: content, prints: undefined })
    else if (language === 'text') steps.push({ ...steps.pop()!, prints: content })
  }
  return steps
}

/** The program after `<!-- example: name -->`. */
export const example = (name: string): string => {
  const text = readFileSync(README, 'utf8')
  const [block] = text.slice(text.indexOf(`<!-- example: ${name} -->`)).matchAll(FENCE)
  if (block?.[1] !== 'js') throw new Error(`the README has no example for ${name}`)
  return block[2]!
}

/** Ages, times and paddings differ from run to run. */
const canonical = (line: string): string =>
  line
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME')
    .replace(/(?<=\s)\d+m?\d*s(?=\s)/g, 'AGE')
    // OpenSSL 3.0 writes names with more spaces than later ones
    .replace(/(?<=\b[A-Z]+) = /g, '=')
    .replace(/\s+/g, ' ')
    .trim()

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/**
 * A pattern for what a `text` block says: `…` within a line stands for anything there, and a line that is `…` for any lines.
 */
export const pattern = (prints: string): RegExp => {
  const lines = prints.trimEnd().split('\n').map(canonical)
  const parts = lines.map((line) =>
    line === '…' ? '(?:[^\n]*\n)*?' : `${line.split('…').map(escaped).join('[^\n]*')}\n`,
  )
  return new RegExp(`^${parts.join('')}$`)
}

/** What a program printed, in the form that {@link pattern} matches. */
export const printed = (output: string): string =>
  `${output.trimEnd().split('\n').map(canonical).join('\n')}\n`
