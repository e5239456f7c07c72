import t from 'tap'
import { growth } from '../../tools/growth.ts'
import { isProcessorTimeTold } from '../../tools/kit/processor-time.ts'

/** Time limit; an idle machine needs about 20 s. */
const SECONDS = 80

void t.test(
  'processing time is at most linear in the length of any text',
  { skip: isProcessorTimeTold ? false : 'NOT TESTED: processor time cannot be measured here' },
  async (t) => {
    const { channels, tried, problems } = await growth({ short: true, seconds: SECONDS })
    t.same(problems, [])
    t.ok(channels > 600, `${channels} channels into the server`)
    if (tried < channels)
      t.comment(`NOT TESTED: ${channels - tried} channels, because time ran out`)
  },
)
