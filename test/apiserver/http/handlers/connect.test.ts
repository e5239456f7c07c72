/** What a pod that does not run answers to those who want to get into it. */
import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const PODS = '/api/v1/namespaces/default/pods'
const server = await startServer(t)
const container = (name: string): object => ({ name, image: 'i' })

await server.post(PODS, { metadata: { name: 'one' }, spec: { containers: [container('c')] } })
await server.post(PODS, {
  metadata: { name: 'two' },
  spec: { initContainers: [container('i')], containers: [container('a'), container('b')] },
})
await server.post(PODS, {
  metadata: { name: 'placed' },
  spec: { nodeName: 'n', containers: [container('c')] },
})

const ask = async (path: string, method = 'GET'): Promise<string> => {
  const { code, body } = await server.request(method, `${PODS}/${path}`)
  return `${code} ${body?.message ?? ''}`
}

void t.test('a pod without a node has written nothing', async (t) => {
  const { code, headers, text } = await server.request('GET', `${PODS}/one/log`)
  t.equal(code, 204)
  t.equal(headers['content-type'], undefined)
  t.equal(text, '')
  t.equal(await ask('two/log?container=i'), '204 ')
})

void t.test('nobody gets into it', async (t) => {
  for (const path of ['one/exec', 'one/attach', 'one/portforward', 'two/exec?container=b']) {
    const refused = `400 pod ${path.slice(0, 3)} does not have a host assigned`
    t.equal(await ask(path), refused)
    t.equal(await ask(path, 'POST'), refused)
  }
  for (const path of ['log', 'exec', 'attach', 'portforward']) {
    t.equal(await ask(`gone/${path}`), '404 pods "gone" not found')
    t.equal(await ask(`placed/${path}`), '404 pods "n" not found')
  }
})

void t.test('which container is meant must be clear', async (t) => {
  for (const path of ['log', 'exec', 'attach']) {
    t.equal(
      await ask(`two/${path}`),
      '400 a container name must be specified for pod two, choose one of: [i a b]',
    )
    t.equal(await ask(`two/${path}?container=x`), '400 container x is not valid for pod two')
  }
})

void t.test('other methods and other subresources are none', async (t) => {
  t.match(await ask('one/log', 'POST'), /^405 /)
  t.match(await ask('one/exec', 'DELETE'), /^405 /)
  t.match(await ask('one/proxy'), /^404 the server could not find/)
})
