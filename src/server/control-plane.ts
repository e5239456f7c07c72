/** A plain control plane, without the parts of `testing` and `teaching`. */
import type { HttpServer } from '../apiserver/http/server.ts'
import type { Access } from './access.ts'
import { fill, openApi } from './api.ts'
import { makeApp, type Plane } from './app.ts'
import type { Base } from './base.ts'
import type { Closing } from './closing.ts'
import type { Host } from './host.ts'
import { type OwnObjects, ownObjects } from './own-objects.ts'
import { openPki } from './pki.ts'
import type { State } from './state.ts'

export interface ControlPlane extends Plane {
  readonly app: HttpServer
  readonly ownObjects: OwnObjects
}

/** Makes all parts; none listens or acts yet. */
export const openControlPlane = async (
  base: Base,
  access: Access,
  state: State,
  host: Host,
  closing: Closing,
): Promise<ControlPlane> => {
  const api = openApi(base, access, state, host, closing)
  // `openPki` makes the key of a new root CA on another thread while `fill` runs
  const [pki] = await Promise.all([openPki(base, state), fill(api, access, state)])
  const listener = await host.openListener(base, pki)
  const plane: Plane = { base, access, state, api, pki, listener }
  return { ...plane, app: makeApp(plane, host, closing), ownObjects: ownObjects(plane) }
}
