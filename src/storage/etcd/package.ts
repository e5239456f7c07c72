import { createRequire } from 'node:module'
import type * as grpcPackage from '@grpc/grpc-js'

const require = createRequire(import.meta.url)

/** The client of gRPC, loaded with the first connection: a server without etcd does not need it. */
export const grpc = (): typeof grpcPackage => require('@grpc/grpc-js')
