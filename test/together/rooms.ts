/** Which folders of `test/` run in one process. */

/**
 * To start a process, and to read all sources in it, takes longer than most tests do; in a process that has run others, code is fast
 * already. Folders that are not here start programs and servers of their own, so that each of their files has its own process.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  api: ['api'],
  ca: ['ca', 'tls'],
  clusters: ['cluster', 'clusters'],
  controllers: ['controllers'],
  doors: ['admission', 'audit', 'authn', 'authz', 'boot'],
  hints: ['hints'],
  http: ['http'],
  labs: ['labs'],
  manage: ['manage'],
  readers: ['doctor', 'openapi', 'page', 'program', 'release', 'replicas', 'terminal'],
  registry: ['registry'],
  resources: ['resources'],
  server: ['server'],
  store: ['store'],
}

/** In these folders, what runs by a script of its own (`npm run test:…`), since it is long. */
export const APART: readonly RegExp[] = [
  /^labs\/all\//,
  /^page\/browser\//,
  /^replicas\/live\//,
  /^server\/etcd\.test\.ts$/,
  /^store\/etcd\/(?:faults|tls)\.test\.ts$/,
]
