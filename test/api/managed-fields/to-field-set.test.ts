import t from 'tap'
import { pathTexts } from '../../../src/api/managed-fields/fieldset.ts'
import { toFieldSet } from '../../../src/api/managed-fields/to-field-set.ts'
import { gadget, gadgetSchema } from '../../fixtures/gadget.ts'

const claimed = (config: object) => pathTexts(toFieldSet(gadgetSchema, config)).toSorted()

void t.test(
  'a configuration claims its leaves, entries and items, but no declared containers',
  async (t) => {
    t.same(
      claimed(
        gadget({
          metadata: { labels: { a: '1' } },
          spec: {
            size: 1,
            rules: ['a', 'b'],
            tags: ['x'],
            parts: [{ name: 'p', colours: { red: 'yes' } }],
            target: { name: 't' },
            place: { room: 'r' },
          },
        }),
      ),
      [
        '.apiVersion',
        '.kind',
        '.metadata.labels.a',
        '.metadata.name',
        '.spec.parts[name="p"]',
        '.spec.parts[name="p"].colours.red',
        '.spec.parts[name="p"].name',
        '.spec.place.room',
        '.spec.rules',
        '.spec.size',
        '.spec.tags[="x"]',
        '.spec.target',
      ],
    )
  },
)

void t.test(
  'null and the empty object claim the field itself, the empty list does not',
  async (t) => {
    t.same(claimed({ spec: { place: {}, parts: null, size: null, tags: [] }, status: {} }), [
      '.spec.parts',
      '.spec.place',
      '.spec.size',
      '.status',
    ])
  },
)

void t.test('of items with the same keys the whole is claimed', async (t) => {
  t.same(claimed({ spec: { parts: [{ name: 'a' }, { name: 'a', size: 1 }] } }), [
    '.spec.parts[name="a"]',
  ])
})

void t.test('a key that is not there has its zero value', async (t) => {
  t.same(claimed({ spec: { parts: [{ size: 1 }] } }), [
    '.spec.parts[name=""]',
    '.spec.parts[name=""].size',
  ])
})
