/** The library, for a program of ES modules. */
export { startCluster, startControllers } from './index.cjs'
