/** Reads docs/deploy/kubernetes.yaml with Kubernetes' own Go types. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { environment, isInstalled } from './client-go.ts'

const MANIFEST = fileURLToPath(new URL('../../docs/deploy/kubernetes.yaml', import.meta.url))

const skip = isInstalled() ? false : 'NOT TESTED: go and golang-k8s-client-go-dev are not installed'

// Go compiles the types on first use
t.setTimeout(900_000)

const readAsGoDoes = (path: string) => {
  const cwd = fileURLToPath(new URL('manifest/', import.meta.url))
  const options = { cwd, env: environment(), encoding: 'utf8' } as const
  const { status, stdout } = spawnSync('go', ['run', '.', path], options)
  return { status, stdout }
}

t.test('the manifest has only fields that Kubernetes knows', { skip }, async (t) => {
  t.same(readAsGoDoes(MANIFEST), { status: 0, stdout: 'Namespace\nDeployment\nService\n' })
  const wrong = join(t.testdir({}), 'wrong.yaml')
  writeFileSync(wrong, readFileSync(MANIFEST, 'utf8').replace('periodSeconds', 'periodSecond'))
  t.match(readAsGoDoes(wrong), { status: 1, stdout: /Deployment .*unknown field "periodSecond"/ })
})
