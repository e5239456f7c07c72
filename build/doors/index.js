/** The library, for programs of ES modules. */
export { startCluster, startControllers } from './index.cjs'
