/**
 * `npm run recipes`: runs each recipe of docs/test-recipes.md that can be run here, and says of the others that they were not tested, which is
 * a failure where `CI` is set.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RECIPES, type Recipe } from './recipes.ts'

/** undefined: it passed. */
const failureOf = (recipe: Recipe): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-recipe-'))
  try {
    const { status, output } = recipe.run(folder)
    return status === 0 && recipe.prints.test(output)
      ? undefined
      : `ended with ${status}\n${output}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

for (const recipe of RECIPES) {
  if (!recipe.found()) {
    console.log(`${recipe.file}: NOT TESTED: it needs ${recipe.from}`)
    if (process.env['CI']) process.exitCode = 1
    continue
  }
  const failure = failureOf(recipe)
  console.log(`${recipe.file}: ${failure ?? 'passes'}`)
  if (failure !== undefined) process.exitCode = 1
}
