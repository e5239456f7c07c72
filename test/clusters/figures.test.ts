/** What the metrics of a host tell does not grow with the number of its clusters. */
import t from 'tap'
import type { Guest } from '../../src/clusters/cluster-router.ts'
import { figuresOf, MOST_MEASURED } from '../../src/clusters/figures.ts'

t.test('of many clusters the busiest are told, and of those that nobody asked none', (t) => {
  const guests = Array.from({ length: 1000 }, (_, i) => ({
    requests: i % 200,
    cluster: {
      name: `c-${i}`,
      isAwake: i < 10,
      watches: 0,
      holding: undefined,
      allowance: { refused: 0 },
    },
  })) as unknown as Guest[]
  const { awake, asleep, busiest } = figuresOf(guests)
  t.same([awake, asleep, busiest.length], [10, 990, MOST_MEASURED])
  t.ok(
    busiest.every(({ requests }) => requests >= 190),
    'the busiest',
  )
  t.same(figuresOf(guests.filter(({ requests }) => requests === 0)).busiest, [])
  t.end()
})
