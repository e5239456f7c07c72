import t from 'tap'
import { growth } from '../../tools/growth.ts'
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
