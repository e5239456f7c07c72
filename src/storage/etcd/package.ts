import { createRequire } from 'node:module'
import type * as grpcPackage from '@grpc/grpc-js'

const require = createRequire(import.meta.url)

/** Servers without etcd do not need gRPC. */
export const grpc = (): typeof grpcPackage => require('@grpc/grpc-js')
