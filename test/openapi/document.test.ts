import t from 'tap'
import { openapi, operations, parsed, referencesIn, resolve } from './document.ts'

void t.test('the document is YAML without errors or warnings', async (t) => {
  t.same(parsed.errors, [])
  t.same(parsed.warnings, [])
  t.equal(openapi.openapi, '3.0.0')
})

void t.test('every reference leads somewhere', async (t) => {
  const references = referencesIn(openapi)
  t.ok(references.length > 1000)
  t.same(
    references.filter((ref) => resolve(ref) === undefined),
    [],
  )
})

void t.test('every component is reached from a path', async (t) => {
  const reached = new Set<string>()
  const visit = (value: unknown): void => {
    for (const ref of referencesIn(value)) {
      if (reached.has(ref)) continue
      reached.add(ref)
      visit(resolve(ref))
    }
  }
  visit(openapi.paths)
  for (const section of ['schemas', 'parameters', 'requestBodies', 'responses'] as const) {
    const names = Object.keys(openapi.components[section])
    t.same(
      names.filter((name) => !reached.has(`#/components/${section}/${name}`)),
      [],
      section,
    )
  }
})

void t.test('tags are declared, described and used', async (t) => {
  const used = new Set(operations.flatMap(([, , operation]) => operation.tags ?? []))
  t.same(openapi.tags.map(({ name }) => name).sort(), [...used].sort())
  t.same(
    openapi.tags.filter(({ description }) => !description),
    [],
  )
})
