import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | undefined

/**
 * What is told of the process, by prom-client: once for all servers in it. Each set has an observer of the garbage collector and a timer
 * that nothing ends, and they would hold whoever they were made for. Made at the first call: to observe the process costs something even
 * when nobody looks.
 */
export const processMetrics = (): Registry => {
  if (registry === undefined) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
