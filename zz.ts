import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startServer } from './test/fixtures/server.ts'
const tasks: any[] = []
const server = await startServer({ teardown: (x: any) => tasks.push(x) } as any)
const measure = async (name: string, f: () => Promise<any>) => {
  const h = monitorEventLoopDelay({ resolution: 1 }); h.enable()
  const t0 = performance.now(); const r = await f(); h.disable()
  console.log(name.padEnd(44), r.code, r.code >= 400 ? r.text.slice(0, 120) : '', (performance.now() - t0).toFixed(0) + ' ms', 'max', (h.max / 1e6).toFixed(0))
}
const R = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles'
for (let warm = 0; warm < 3; warm++) await server.post(R, { metadata: { name: 'w' + warm }, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: Array.from({ length: 3000 }, (_, i) => `n${i}`) }] })
for (const n of [13_000, 60_000, 130_000]) {
  const role = (name: string) => JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name }, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: Array.from({ length: n }, (_, i) => `n${i}`) }] })
  await measure(`role ${n} create`, () => server.post(R, role('a' + n)))
  await measure(`role ${n} put`, () => server.put(`${R}/a${n}`, role('a' + n)))
  await measure(`role ${n} apply`, () => server.patch(`${R}/b${n}?fieldManager=m`, role('b' + n), { contentType: 'application/apply-patch+yaml' }))
  await measure(`role ${n} get`, () => server.get(`${R}/a${n}`))
  const cm = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 'v'])) })
  const C = '/api/v1/namespaces/default/configmaps'
  await measure(`cm ${n} create`, () => server.post(C, cm('a' + n)))
  await measure(`cm ${n} put`, () => server.put(`${C}/a${n}`, cm('a' + n)))
  await measure(`cm ${n} apply`, () => server.patch(`${C}/b${n}?fieldManager=m`, cm('b' + n), { contentType: 'application/apply-patch+yaml' }))
  await measure(`cm ${n} delete`, () => server.delete(`${C}/a${n}`))
}
for (const x of tasks) await x()
process.exit()
