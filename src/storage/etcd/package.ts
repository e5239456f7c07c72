import { createRequire } from 'node:module'
import type * as grpcPackage from '@grpc/grpc-js'

const require = createRequire(import.meta.url)

/** Loads gRPC on the first call: servers without etcd do not need it. */
export const grpc = (): typeof grpcPackage => require('@grpc/grpc-js')
