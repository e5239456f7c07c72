/** The library, for a program of ES modules. */
export { startCluster } from './index.cjs'
