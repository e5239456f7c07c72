/** Runs the recipes of the documents. */
import t from 'tap'
import { RECIPES } from './recipes.ts'

for (const recipe of RECIPES) {
  const skip = recipe.found() ? false : `NOT TESTED: it needs ${recipe.from}`
  t.test(`the recipe ${recipe.file} succeeds`, { skip }, (t) => {
    const { status, output } = recipe.run(t.testdir())
    t.equal(status, 0, output)
    t.match(output, recipe.prints)
    t.end()
  })
}
