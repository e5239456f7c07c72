import t from 'tap'
import { healthSlis } from '../../../../src/apiserver/http/endpoints/slis.ts'

t.test('each check has a gauge, and a counter for each result', async (t) => {
  let problem: string | undefined
  const check = { name: 'ping', problem: () => problem }
  const slis = healthSlis({ healthz: [check], livez: [], readyz: [check] })
  const healthy = await slis.text()
  t.match(healthy, 'kubernetes_healthcheck{name="ping",type="healthz"} 1')
  t.match(healthy, 'kubernetes_healthchecks_total{name="ping",type="readyz",status="success"} 1')
  t.notMatch(healthy, 'livez')
  problem = 'not well'
  const ill = await slis.text()
  t.match(ill, 'kubernetes_healthcheck{name="ping",type="healthz"} 0')
  t.match(ill, 'kubernetes_healthchecks_total{name="ping",type="healthz",status="success"} 1')
  t.match(ill, 'kubernetes_healthchecks_total{name="ping",type="healthz",status="error"} 1')
})
