/** Which folders of `test/` run in one process. */

/**
 * To start a process, and to read all sources in it, takes longer than most tests do; in a process that has run others, code is fast
 * already. Folders that are not here start programs and servers of their own, so that each of their files has its own process.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  apimachinery: ['apimachinery'],
  ca: ['ca', 'tls'],
  controllers: ['controllers'],
  doors: ['apiserver/admission', 'apiserver/audit', 'apiserver/authn', 'apiserver/authz'],
  hints: ['teaching/hints'],
  hosting: ['library', 'hosting'],
  http: ['apiserver/http'],
  labs: ['teaching/labs'],
  readers: ['teaching/doctor', 'openapi', 'teaching/page', 'replicas', 'cli/screens'],
  registry: ['apiserver/registry'],
  resources: ['resources'],
  server: ['server'],
  storage: ['storage'],
  testing: ['testing'],
}

/** In these folders, what runs by a script of its own (`npm run test:…`), since it is long. */
export const APART: readonly RegExp[] = [
  /^teaching\/labs\/all\//,
  /^teaching\/page\/browser\//,
  /^replicas\/live\//,
  /^server\/etcd\.test\.ts$/,
  /^storage\/etcd\/(?:faults|tls)\.test\.ts$/,
]
