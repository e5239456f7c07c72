import type { ClusterTime } from '../apimachinery/clock.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { ObjectClient } from './object-client.ts'
import type { ControllerLog } from './log.ts'

export interface ControllerDependencies {
  readonly clock: ClusterTime
  readonly log: ControllerLog
}

export interface ResourceDependencies<T extends KubeObject> extends ControllerDependencies {
  readonly client: ObjectClient<T>
}
