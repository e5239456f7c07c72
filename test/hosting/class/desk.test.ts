/** Reports of learners, who may write them in every way that their role allows. */
import t from 'tap'
import { bundleObjects, readReports } from '../../../src/hosting/class/desk.ts'
import { inject, startServer } from '../../fixtures/server.ts'

t.test('a report stays in the class, whatever its learner sends', async (t) => {
  const { server: desk } = await startServer(t)
  const namespace = 'class-jane'
  const configMaps = `/api/v1/namespaces/${namespace}/configmaps`
  await inject(desk, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const server = { url: '', token: '', caPem: '', servingCaPem: '' }
  const lab = { name: 'groups', seededBytes: 0, definition: {}, files: {}, auditLogs: [] }
  const [, report] = bundleObjects('jane', { ...lab, server })
  await inject(desk, 'POST', configMaps, report)
  const kept = async (met: string) =>
    t.same(await readReports(desk), [{ learner: 'jane', lab: 'groups', data: { met } }])
  await kept('')
  const replaced = { metadata: { name: 'report-groups' }, data: { met: 'bound' } }
  const { code } = await inject(desk, 'PUT', `${configMaps}/report-groups`, replaced)
  t.equal(code, 200)
  await kept('bound')
})
