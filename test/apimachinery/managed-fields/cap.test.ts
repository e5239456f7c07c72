import t from 'tap'
import { capUpdaters } from '../../../src/apimachinery/managed-fields/cap.ts'
import { decodeManagers } from '../../../src/apimachinery/managed-fields/managers.ts'
import { toFieldsV1 } from '../../../src/apimachinery/managed-fields/fieldset.ts'
import { entryAt } from './entry.ts'

/** Returns the fields of the remaining updaters, keyed by updater. */
const capped = (oldest: readonly string[]) => {
  const names = [...oldest, ...'abcdefghijk'].slice(0, 11)
  const managers = decodeManagers(
    names.map((name, i) => entryAt(`2030-01-01T00:00:${10 + i}Z`)(name, { [`f:${name}`]: {} })),
  )!
  capUpdaters(managers)
  return Object.fromEntries(
    Array.from(managers.values(), ({ name, set }) => [name, Object.keys(toFieldsV1(set))]),
  )
}

t.test(
  'the second oldest updater is merged into an existing bucket (ancient-changes)',
  async (t) => {
    const { x, y, 'ancient-changes': bucket, ...others } = capped(['x', 'y', 'ancient-changes'])
    t.same([x, y, bucket], [['f:x'], undefined, ['f:ancient-changes', 'f:y']])
    t.equal(Object.keys(others).length, 8)
  },
)

t.test(
  'a bucket that is the second oldest updater is dropped, as by the real server',
  async (t) => {
    const { x, 'ancient-changes': bucket } = capped(['x', 'ancient-changes'])
    t.same([x, bucket], [['f:x'], undefined])
  },
)

t.test('a bucket that is the oldest updater gets the fields of the second oldest', async (t) => {
  const { 'ancient-changes': bucket, x } = capped(['ancient-changes', 'x'])
  t.same([bucket, x], [['f:ancient-changes', 'f:x'], undefined])
})
