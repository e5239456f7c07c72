import t from 'tap'
import { type Json, startServer } from '../fixtures/server.ts'

t.test(
  'a kubelet may read objects that pods on its node use, as long as these pods exist',
  async (t) => {
    const server = await startServer(t)
    const create = async (path: string, body: object): Promise<Json> => {
      const answer = await server.post(path, body)
      t.equal(answer.code, 201, answer.text)
      return answer.body
    }
    const kubelet = { as: { user: 'system:node:a', groups: ['system:nodes'] } }
    const secrets = '/api/v1/namespaces/default/secrets'
    await create('/api/v1/nodes', { metadata: { name: 'a' } })
    await create(secrets, { metadata: { name: 'needed' } })
    await create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } })
    const read = async () => await server.code(`${secrets}/needed`, kubelet)
    t.equal(await read(), 403)
    const pod = await create('/api/v1/namespaces/default/pods', {
      metadata: { name: 'p' },
      spec: {
        nodeName: 'a',
        serviceAccountName: 'robot',
        containers: [{ name: 'c', image: 'i' }],
        volumes: [{ name: 'v', secret: { secretName: 'needed' } }],
      },
    })
    t.equal(await read(), 200)
    const { code } = await server.request(
      'POST',
      '/api/v1/namespaces/default/serviceaccounts/robot/token',
      {
        ...kubelet,
        body: {
          spec: {
            boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: pod.metadata.uid },
          },
        },
      },
    )
    t.equal(code, 201, 'a token of the pod’s account')
    t.equal(await server.code('/api/v1/namespaces/default/pods/p', kubelet), 200, 'the pod itself')
    const other = await server.get(`${secrets}/needed`, {
      as: { user: 'system:node:b', groups: ['system:nodes'] },
    })
    t.match(other.body.message, /: no relationship found between node 'b' and this object$/)
    await server.delete('/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0')
    t.equal(await read(), 403)
  },
)
