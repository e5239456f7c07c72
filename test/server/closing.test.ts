import t from 'tap'
import { makeClosing } from '../../src/server/closing.ts'

t.test('resources are closed in reverse order, each once, after the signal', async (t) => {
  const closing = makeClosing()
  const done: string[] = []
  closing.signal.addEventListener('abort', () => done.push('signal'))
  closing.add(() => done.push('first'))
  closing.add(async () => {
    await Promise.resolve()
    done.push('second')
  })
  t.equal(closing.signal.aborted, false)
  await Promise.all([closing.close(), closing.close()])
  await closing.close()
  t.same(done, ['signal', 'second', 'first'])
  t.equal((closing.signal.reason as Error).name, 'AbortError')
})
