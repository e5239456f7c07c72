import t from 'tap'
import { growth } from '../../tools/growth.ts'
import { growthOf, type Measure } from '../../tools/growth/judge.ts'
import { isProcessorTimeTold } from '../../tools/kit/processor-time.ts'

/** About 20 s on an idle machine. */
const SECONDS = 80

void t.test(
  'no text causes more than linear work',
  { skip: isProcessorTimeTold ? false : 'NOT TESTED: no processor time is told here' },
  async (t) => {
    const { channels, tried, problems } = await growth({ short: true, seconds: SECONDS })
    t.same(problems, [])
    t.ok(channels > 600, `${channels} channels into the server`)
    if (tried < channels) t.comment(`NOT TESTED: ${channels - tried} of them, for want of time`)
  },
)

void t.test('growth is distinguished from noise', async (t) => {
  /** Milliseconds by length, with some random noise. */
  const noisy = (work: (length: number) => number): Measure => {
    let times = 0
    return (length) => Promise.resolve(work(length) + (times++ % 3) * 20)
  }
  const judge = (work: (length: number) => number) => growthOf(noisy(work), 1024)
  t.equal(await judge((n) => n / 4), undefined, 'linear in the text')
  t.equal(await judge((n) => 200 + n / 100), undefined, 'much, but for any text')
  t.equal(await judge((n) => (n * n) / 1e6), undefined, 'too little to matter')
  t.match(await judge((n) => (n * n) / 4096), / ms for nothing/, 'quadratic')
  t.match(await judge((n) => 5 + 2 ** (n / 64)), / ms /, 'growing ever faster')
})
