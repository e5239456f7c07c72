import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const ROOT = new URL('../', import.meta.url)

const documents = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(new URL('docs/', ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-')

for (const name of documents) {
  t.test(`${name}: what it links to is there`, (t) => {
    const here = new URL(name, ROOT)
    const text = readFileSync(here, 'utf8')
    const anchors = new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchor(title!)))
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
    const missing = links.filter((link) => {
      if (/^https?:/.test(link)) return false
      if (link.startsWith('#')) return !anchors.has(link.slice(1))
      return !existsSync(new URL(link.replace(/#.*$/, ''), here))
    })
    t.same(missing, [])
    t.end()
  })
}
