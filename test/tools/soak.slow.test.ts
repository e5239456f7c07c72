import t from 'tap'
import { soak } from '../../tools/soak.ts'

void t.test(
  'under all kinds of traffic, the number of handles and the size of the data file are bounded',
  async (t) => {
    const { samples, cycles, failures } = await soak({ seconds: 8, sampleMs: 2000, pauseMs: 20 })
    t.same(failures, [])
    for (const [kind, times] of Object.entries(cycles)) t.ok(times > 0, kind)
    for (const { handles, file } of samples) {
      t.ok(handles < 60, `${handles} handles`)
      t.ok(file < 32 * 1024 * 1024, `${file} bytes`)
    }
  },
)
