import t from 'tap'
import { createOnce } from '../../src/storage/create-once.ts'
import { StoreError } from '../../src/storage/store.ts'

t.test('if another process stores its value first, that value is used', async (t) => {
  const cases: [when: string, before: string | undefined, during?: 'make' | 'keep'][] = [
    ['before', 'of another'],
    ['while this process made its value', undefined, 'make'],
    ['at the same moment', undefined, 'keep'],
  ]
  for (const [when, before, during] of cases) {
    let kept = before
    let made = 0
    const make = async () => {
      made++
      if (during === 'make') kept = 'of another'
      return 'its own'
    }
    const keep = (own: string) => {
      if (during === 'keep') {
        kept = 'of another'
        throw new StoreError('conflict', 'somebody was faster')
      }
      kept = own
    }
    t.equal(await createOnce(() => kept, make, keep), 'of another', when)
    t.same([kept, made], ['of another', before === undefined ? 1 : 0])
  }
})
