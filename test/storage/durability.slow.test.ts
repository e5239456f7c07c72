import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { verifyStore } from '../../src/storage/verify.ts'
import type { Acknowledged, Command } from './child.ts'
import { create, PREFIX, valueOf } from './conformance.ts'
import { arrival, ending } from '../fixtures/waits.ts'
import { fileFor, openFile } from './files.ts'

const answer = async (child: ChildProcess) => {
  const [message]: unknown[] = await arrival(child, 'message')
  return message
}

const send = (child: ChildProcess, command: Command) => {
  const answered = answer(child)
  child.send(command)
  return answered
}

const start = async (t: Test) => {
  const child = fork(join(import.meta.dirname, 'child.ts'))
  t.teardown(() => child.kill('SIGKILL'))
  t.equal(await answer(child), 'ready')
  return child
}

t.test('acknowledged writes survive kill -9', async (t) => {
  const path = fileFor(t)
  const children = await Promise.all([start(t), start(t)])
  let newest = 1
  for (const child of children) {
    t.equal(await send(child, { name: 'open', path }), 'open')
    const acknowledged = new Map<string, number>()
    child.on('message', ({ key, revision }: Acknowledged) => {
      acknowledged.set(key, revision)
      if (revision >= newest + 700) child.kill('SIGKILL')
    })
    child.send({ name: 'write' } satisfies Command)
    await ending(child, 'exit')
    t.ok(acknowledged.size >= 300, `${acknowledged.size} keys written`)

    t.same(verifyStore(path).problems, [])
    const store = openFile(path)
    const things = store.collection(PREFIX)
    const lost = [...acknowledged].filter(
      ([key, revision]) => (things.get(key)?.revision ?? 0) < revision,
    )
    t.same(lost, [], 'nothing is lost')
    const { rows } = things.list()
    t.same(
      rows.filter((row) => !String(row.value).endsWith(`x@${row.revision}`)),
      [],
      'each row has its whole value',
    )
    newest = store.revision
    const changes = things.changesAfter(0, newest).map((change) => change.revision)
    t.same(
      changes,
      [...changes.keys()].map((i) => i + 2),
      'history has every revision once',
    )
    t.equal(changes.at(-1), newest)
    const row = await store.create(`${PREFIX}after-${newest}`, valueOf('x'))
    t.equal(row.revision, ++newest)
    await store.close()
  }
})

t.test('only one process at a time can use a data file', async (t) => {
  const [one, other] = await Promise.all([start(t), start(t)])
  const path = fileFor(t)

  t.equal(await send(one, { name: 'open', path }), 'open')
  t.throws(() => openFile(path), {
    name: 'OpenError',
    kind: 'locked',
    message: /store\.db is in use by another process: stop it, or use another data file$/,
  })
  t.throws(() => verifyStore(path), { name: 'OpenError', kind: 'locked' })
  t.equal(await send(one, { name: 'close' }), 'closed')

  const store = openFile(path)
  t.equal(await send(other, { name: 'open', path }), 'locked')
  t.throws(() => openFile(path), { name: 'OpenError', kind: 'locked' }, 'even in this process')
  t.equal(await send(other, { name: 'open', path }), 'locked', 'the lock is still held')
  store.collection(PREFIX)
  t.equal((await create(store, 'a', 'x')).revision, 2, 'the holder of the lock can still write')
  await store.close()

  for (const name of ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']) {
    const path = join(t.testdirName, `${name}.db`)
    const answers = await Promise.all([
      send(one, { name: 'open', path }),
      send(other, { name: 'open', path }),
    ])
    t.same(
      answers.map(String).toSorted(),
      ['locked', 'open'],
      'one of two concurrent calls gets the lock',
    )
    await Promise.all([send(one, { name: 'close' }), send(other, { name: 'close' })])
  }
  const ends = [ending(one, 'exit'), ending(other, 'exit')]
  for (const child of [one, other]) child.send({ name: 'end' } satisfies Command)
  t.same(await Promise.all(ends), [
    [0, null],
    [0, null],
  ])
})
