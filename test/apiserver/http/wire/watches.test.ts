import t, { type Test } from 'tap'
import { startServer, type TestServer } from '../../../fixtures/server.ts'
import { secret, SECRETS, CSRS } from '../paths.ts'
import { ending, until } from '../../../fixtures/waits.ts'

const lab = await startServer(t)
/** The number of timers that have not fired. */
const waiting = () => lab.clock.waiting.length

let namespaces = 0

const fresh = async () => {
  namespaces += 1
  return `${await lab.namespace(`watches-${namespaces}`)}/secrets`
}

const now = async (at: string) => (await lab.get(`${at}?limit=1`)).body.metadata.resourceVersion

t.test('a watch without a resourceVersion or from 0 starts with existing objects', async (t) => {
  const at = await fresh()
  await lab.create(at, secret('b'))
  await lab.create(at, secret('a'))
  for (const [query, name] of [
    ['watch=true', 'c'],
    ['watch=true&resourceVersion=0', 'd'],
    ['watch=', 'e'],
    ['watch=True&sendInitialEvents=true&resourceVersionMatch=NotOlderThan', 'f'],
  ]) {
    const before = (await lab.get(at)).body.items.map((item: any) => `ADDED ${item.metadata.name}`)
    const watch = await lab.watch(`${at}?${query}`)
    t.strictSame(await watch.names(before.length), before, 'in the order of a list')
    await lab.create(at, secret(name!))
    t.strictSame(await watch.names(1), [`ADDED ${name}`])
    watch.stop()
  }
})

t.test(
  'an invalid resourceVersion is reported before a media type that lists support but watches do not',
  async (t) => {
    const at = await fresh()
    const code = async (accept: string, resourceVersion: string) => {
      const query = `watch=true&resourceVersion=${resourceVersion}`
      return await lab.code(`${at}?${query}`, { headers: { accept } })
    }
    t.equal(
      await code('application/yaml', 'x'),
      500,
      'YAML is supported for objects, not for events',
    )
    t.equal(await code('application/yaml', '1'), 406)
    t.equal(await code('text/html', 'x'), 406, 'lists do not support this media type either')
    t.equal(await code('application/json;as=Nothing;g=meta.k8s.io;v=v1', 'x'), 406)
  },
)

t.test('the headers precede the first event', async (t) => {
  const at = await fresh()
  const watch = await lab.watch(`${at}?watch=true`)
  t.equal(watch.message.statusCode, 200)
  t.equal(watch.message.headers['content-type'], 'application/json')
  t.equal(watch.message.headers['transfer-encoding'], 'chunked')
  t.ok(watch.message.headers['audit-id'])
  watch.stop()
})

t.test('initial events end with a bookmark, even if there are none', async (t) => {
  const at = await fresh()
  const query =
    'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  for (const expected of [[], ['a']]) {
    if (expected.length > 0) await lab.create(at, secret('a'))
    const watch = await lab.watch(`${at}?${query}`)
    t.strictSame(
      await watch.names(expected.length),
      expected.map((name) => `ADDED ${name}`),
    )
    const bookmark = await watch.next()
    t.strictSame(Object.keys(bookmark.object), ['kind', 'apiVersion', 'metadata'])
    t.strictSame(bookmark, {
      type: 'BOOKMARK',
      object: {
        kind: 'Secret',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: await now(at),
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    })
    watch.stop()
  }
})

t.test(
  'with allowWatchBookmarks, a watch without a version or from 0 gets a bookmark after initial events',
  async (t) => {
    const at = await lab.namespace('old-watches')
    const first = async (path: string) => {
      const watch = await lab.watch(`${at}/configmaps${path}`)
      const events = await watch.take(2)
      watch.stop()
      return events.map(
        ({ type, object }) => `${type} ${JSON.stringify(object.metadata.annotations)}`,
      )
    }
    const end = 'BOOKMARK {"k8s.io/initial-events-end":"true"}'
    for (const version of ['', '&resourceVersion=', '&resourceVersion=0']) {
      const [, second] = await first(`?watch=true&allowWatchBookmarks=true${version}`)
      t.equal(second, end, version)
    }
    for (const path of [
      '?watch=true&allowWatchBookmarks=true&resourceVersion=00',
      '?watch=true',
      '?watch=true&allowWatchBookmarks=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan',
    ]) {
      const watch = await lab.watch(`${at}/configmaps${path}`)
      await lab.create(`${at}/configmaps`, { metadata: { generateName: 'next-' } })
      let event
      do event = await watch.next()
      while (event.object.metadata.name === 'kube-root-ca.crt')
      t.equal(event.type, 'ADDED', path)
      watch.stop()
    }
  },
)

t.test('a bookmark in a watch of CSRs has the empty fields of a CSR', async (t) => {
  const watch = await lab.watch(
    `${CSRS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=1`,
  )
  t.match((await watch.next()).object, { spec: { request: null, signerName: '' }, status: {} })
  watch.stop()
})

t.test('a watch can get bookmarks each minute, and two seconds before its end', async (t) => {
  const at = await fresh()
  const version = await now(at)
  const plain = await lab.watch(`${at}?watch=true&resourceVersion=${version}&timeoutSeconds=130`)
  const before = waiting()
  const watch = await lab.watch(
    `${at}?watch=true&resourceVersion=${version}&allowWatchBookmarks=true&timeoutSeconds=130`,
  )
  await until(() => waiting() >= before + 3)
  await lab.create('/api/v1/namespaces', { metadata: { name: `elsewhere-${namespaces}` } })
  lab.clock.advance(60_000)
  const first = await watch.next()
  t.equal(first.type, 'BOOKMARK')
  t.notOk('annotations' in first.object.metadata)
  t.ok(
    Number(first.object.metadata.resourceVersion) > Number(version),
    'changes of other resources advance the version',
  )
  lab.clock.advance(60_000)
  t.equal((await watch.next()).type, 'BOOKMARK')
  lab.clock.advance(8_000)
  t.equal((await watch.next()).type, 'BOOKMARK', 'two seconds before the end')
  lab.clock.advance(2_000)
  t.equal(await watch.next(), undefined)
  t.equal(await plain.next(), undefined, 'no bookmarks by default')
})

t.test('a watch of two seconds or less has no bookmark before its end', async (t) => {
  const at = await fresh()
  const open = async (seconds: number) => {
    const due = () => lab.clock.waiting.filter((ms) => ms === seconds * 1000).length
    const before = due()
    const query = `resourceVersion=${await now(at)}&allowWatchBookmarks=true`
    const watch = await lab.watch(`${at}?watch=true&${query}&timeoutSeconds=${seconds}`)
    await until(() => due() > before)
    return watch
  }
  for (const seconds of [1, 2]) {
    const watch = await open(seconds)
    lab.clock.advance(seconds * 1000 - 1)
    await lab.create(at, secret(`within-${seconds}`))
    t.strictSame(await watch.names(1), [`ADDED within-${seconds}`])
    lab.clock.advance(1)
    t.equal(await watch.next(), undefined)
  }
  const watch = await open(3)
  lab.clock.advance(1000)
  t.equal((await watch.next()).type, 'BOOKMARK', 'two seconds before its end')
  watch.stop()
})

t.test('a watch ends after its timeout, by default after 30 to 60 minutes', async (t) => {
  const at = await fresh()
  const start = async (query: string) => {
    const before = waiting()
    const watch = await lab.watch(`${at}?watch=true${query}`)
    await until(() => waiting() > before)
    return watch
  }
  const short = await start('&timeoutSeconds=5')
  const long = await start('')
  let ended = false
  const end = long.next().then(() => (ended = true))
  lab.clock.advance(4_999)
  await lab.create(at, secret('last'))
  t.strictSame(await short.names(1), ['ADDED last'])
  lab.clock.advance(1)
  t.equal(await short.next(), undefined)
  t.ok(short.message.complete, 'cleanly')
  await end
  t.ok(ended, 'the other watch gets the event')
  lab.clock.advance(30 * 60_000 - 5_000 - 1)
  await lab.create(at, secret('later'))
  t.strictSame(await long.names(1), ['ADDED later'])
  lab.clock.advance(30 * 60_000 + 1)
  t.equal(await long.next(), undefined)
  const none = await lab.watch(
    `${at}?watch=true&resourceVersion=${await now(at)}&timeoutSeconds=-1`,
  )
  lab.clock.advance(1)
  t.equal(await none.next(), undefined)
})

t.test('a watch of tables sends columns once, and a row for each event', async (t) => {
  const at = await fresh()
  const watch = await lab.watch(
    `${at}?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
    { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } },
  )
  const mark = await watch.next()
  t.equal(mark.object.kind, 'Table')
  t.equal(mark.object.rows[0].object.metadata.annotations['k8s.io/initial-events-end'], 'true')
  await lab.create(at, secret('a'))
  const { object } = await watch.next()
  t.equal(object.columnDefinitions, null, 'columns came with the first event')
  t.strictSame(object.rows[0].cells, ['a', 'Opaque', 0, '0s'])
  t.equal(object.rows[0].object.kind, 'PartialObjectMetadata')
  t.ok(mark.object.columnDefinitions.length > 2)
  watch.stop()
})

/** The first frame of a watch in protobuf. */
const firstFrame = async (t: Test, at: string, as = '') => {
  const accept = `application/vnd.kubernetes.protobuf${as}`
  const message = await lab.open('GET', `${at}?watch=true`, { headers: { accept } })
  t.equal(message.headers['content-type'], 'application/vnd.kubernetes.protobuf;stream=watch')
  const chunk = (await message[Symbol.asyncIterator]().next()).value as Buffer
  return { message, chunk }
}

t.test('protobuf events are frames with a length prefix', async (t) => {
  const at = await fresh()
  await lab.create(at, secret('a'))
  const { message, chunk } = await firstFrame(t, at)
  t.equal(chunk.readUInt32BE(0), chunk.length - 4)
  t.equal(chunk.subarray(4, 11).toString(), '\n\u0005ADDED')
  t.ok(chunk.includes(Buffer.from('k8s\0')))
  message.destroy()
})

t.test('a protobuf watch can be limited to metadata', async (t) => {
  const at = await fresh()
  await lab.create(at, { ...secret('a'), stringData: { big: 'much' } })
  const { message, chunk } = await firstFrame(t, at, ';as=PartialObjectMetadata;v=v1;g=meta.k8s.io')
  t.ok(chunk.includes('meta.k8s.io/v1'))
  t.ok(chunk.includes('PartialObjectMetadata'))
  t.notOk(chunk.includes('much'))
  message.destroy()
})

t.test('a slow reader is disconnected; others are unaffected', async (t) => {
  const at = await fresh()
  const before = waiting()
  const slow = await lab.open('GET', `${at}?watch=true`)
  slow.pause()
  const quick = await lab.watch(`${at}?watch=true`)
  await until(() => waiting() >= before + 2)
  const stringData = { a: 'x'.repeat(500_000) }
  const full = waiting()
  const written = 24
  for (let i = 0; i < written; i += 1) {
    await lab.create(at, { metadata: { name: `big-${i}` }, stringData })
    t.equal((await quick.next()).object.metadata.name, `big-${i}`)
  }
  // two more timers start: for the slow client, and for the memory that its unread event holds
  await until(() => waiting() === full + 2)
  lab.clock.advance(60_000)
  let received = 0
  slow.on('data', (chunk: Buffer) => (received += chunk.length))
  const closed = ending(slow)
  slow.resume()
  await closed
  t.ok(received < written * 500_000, 'the client missed the rest')
  t.notOk(slow.complete)
  await lab.create(at, secret('after'))
  t.strictSame(await quick.names(1), ['ADDED after'])
  quick.stop()
})

t.test('disconnected clients leave no timers behind', async (t) => {
  const at = await fresh()
  const version = await now(at)
  const before = waiting()
  const watches = await Promise.all(
    Array.from({ length: 10 }, () =>
      lab.watch(`${at}?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`),
    ),
  )
  await until(() => waiting() >= before + 30)
  watches.forEach((watch) => watch.stop())
  await until(() => waiting() === before)
  t.equal(waiting(), before)
})

t.test('closing the server ends watches cleanly', async (t) => {
  const own: TestServer = await startServer(t)
  const watch = await own.watch(`${SECRETS}?watch=true`)
  const end = watch.next()
  await own.server.close()
  t.equal(await end, undefined)
  t.ok(watch.message.complete)
})

t.test('closing the server ends a watch whose client has not read everything yet', async (t) => {
  const own: TestServer = await startServer(t)
  const slow = await own.open('GET', `${SECRETS}?watch=true`)
  slow.pause()
  const waiting = own.clock.waiting.length
  const stringData = { a: 'x'.repeat(500_000) }
  let written = 0
  // a new timer starts when the server waits for the client to read
  while (own.clock.waiting.length === waiting)
    await own.create(SECRETS, { metadata: { name: `big-${written++}` }, stringData })
  const closing = own.server.close()
  let last = ''
  for await (const chunk of slow.setEncoding('utf8')) last = (last + chunk).slice(-1000)
  t.ok(slow.complete)
  t.ok(last.endsWith('}\n'), 'no event is split')
  await closing
})
