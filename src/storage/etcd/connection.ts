import type { ChannelCredentials, ClientDuplexStream, StatusObject } from '@grpc/grpc-js'
import { EtcdError } from './errors.ts'
import {
  compactionRequest,
  compactionResponse,
  rangeRequest,
  rangeResponse,
  statusRequest,
  statusResponse,
  txnRequest,
  txnResponse,
  watchRequest,
  watchResponse,
  type WatchResponse,
} from './messages.ts'
import { grpc } from './package.ts'

export interface EtcdServers {
  /** `http://HOST:PORT` or `https://HOST:PORT`, members of one cluster */
  readonly servers: readonly string[]
  /** PEM; default: Node's trusted CAs */
  readonly ca?: Buffer | undefined
  /** PEM, client certificate */
  readonly certificate?: Buffer | undefined
  /** PEM */
  readonly key?: Buffer | undefined
}

export interface EtcdWatch {
  send(request: Parameters<typeof watchRequest.encode>[0]): void
  /** Ends the stream; no callbacks follow. */
  end(): void
}

/** etcd gives up after 7 s by default (server/config/config.go, ReqTimeout). */
const WRITE_MS = 10_000
const READ_MS = 3_000
const LARGE_READ_MS = 30_000

const OPTIONS = {
  // detects silent connections
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  // pages of rows are large
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  // a retried write could be applied twice
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  // unused statistics
  'grpc.enable_channelz': 0,
}

const placeOf = (server: string): { readonly host: string; readonly isSecure: boolean } => {
  const { protocol, hostname, port } = new URL(server)
  const isSecure = protocol === 'https:'
  return { host: `${hostname}:${port || (isSecure ? 443 : 80)}`, isSecure }
}

export type Connection = ReturnType<typeof connectionTo>

/**
 * Uses one server at a time; `turnToNext` selects the next. Throws TypeError for a bad address, and
 * Error for bad certificates.
 */
export const connectionTo = ({ servers, ca, certificate, key }: EtcdServers) => {
  const { Client, Metadata, credentials, status } = grpc()
  const secure = (): ChannelCredentials =>
    credentials.createSsl(ca ?? null, key ?? null, certificate ?? null)
  const clients = servers.map((server) => {
    const { host, isSecure } = placeOf(server)
    const shown = isSecure ? secure() : credentials.createInsecure()
    return { server, client: new Client(host, shown, OPTIONS) }
  })
  // makes a member without a leader report an error (etcd's api/v3rpc/interceptor.go)
  const withLeader = new Metadata()
  withLeader.set('hasleader', 'true')
  let at = 0
  const current = () => clients[at % clients.length]!

  /**
   * Returns a unary call, which rejects with EtcdError. Uses the channel directly, because gRPC's
   * interceptors add a third to the time of a call.
   */
  const caller = <Q, A>(
    method: string,
    request: { encode(message: Q): Buffer },
    response: { decode(bytes: Buffer): A },
    patience: number,
  ) => {
    const path = `/etcdserverpb.${method}`
    return (message: Q): Promise<A> =>
      new Promise((resolve, reject) => {
        const { server, client } = current()
        const asked = request.encode(message)
        const call = client.getChannel().createCall(path, Infinity, null, null, null)
        let received: Buffer | undefined
        const answered = ({ code, details }: Pick<StatusObject, 'code' | 'details'>): void => {
          clearTimeout(timer)
          try {
            if (code !== status.OK || received === undefined)
              throw Object.assign(new Error(details), { code, details })
            resolve(response.decode(received))
          } catch (error) {
            reject(EtcdError.of(error, server))
          }
        }
        const timer = setTimeout(() => {
          reject(EtcdError.silence(server, patience))
          call.cancelWithStatus(status.CANCELLED, '')
        }, patience)
        call.start(withLeader, {
          onReceiveMetadata: () => call.startRead(),
          onReceiveMessage: (bytes: Buffer) => {
            received = bytes
          },
          onReceiveStatus: answered,
        })
        call.sendMessageWithContext({}, asked)
        call.halfClose()
      })
  }

  return {
    get server() {
      return current().server
    },
    turnToNext(): void {
      at++
    },
    txn: caller('KV/Txn', txnRequest, txnResponse, WRITE_MS),
    count: caller('KV/Range', rangeRequest, rangeResponse, READ_MS),
    range: caller('KV/Range', rangeRequest, rangeResponse, LARGE_READ_MS),
    compact: caller('KV/Compact', compactionRequest, compactionResponse, WRITE_MS),
    status: caller('Maintenance/Status', statusRequest, statusResponse, READ_MS),
    /** `onEnd` is called once, unless the caller ends the stream. */
    watch(
      onResponse: (response: WatchResponse) => void,
      onEnd: (error: EtcdError) => void,
    ): EtcdWatch {
      const { server, client } = current()
      const stream: ClientDuplexStream<Parameters<typeof watchRequest.encode>[0], WatchResponse> =
        client.makeBidiStreamRequest(
          '/etcdserverpb.Watch/Watch',
          watchRequest.encode,
          watchResponse.decode,
          withLeader,
        )
      let isOver = false
      const end = (error: unknown): void => {
        if (isOver) return
        isOver = true
        onEnd(EtcdError.of(error, server))
      }
      stream
        .on('data', (response: WatchResponse) => {
          if (!isOver) onResponse(response)
        })
        .on('error', end)
        .on('end', () => end(new Error('the stream of changes ended')))
      return {
        send: (request) => {
          if (!isOver) stream.write(request)
        },
        end: () => {
          isOver = true
          stream.cancel()
        },
      }
    },
    close(): void {
      for (const { client } of clients) client.close()
    },
  }
}
