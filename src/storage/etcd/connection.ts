import type {
  ChannelCredentials,
  Client,
  ClientDuplexStream,
  Metadata,
  status,
  StatusObject,
} from '@grpc/grpc-js'
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

/** Uses one server at a time; {@link turnToNext} selects the next. */
export class Connection {
  readonly #clients: readonly { readonly server: string; readonly client: Client }[]
  readonly #withLeader: Metadata
  readonly #status: typeof status
  #at = 0

  /** Throws TypeError for a bad address, and Error for bad certificates. */
  constructor({ servers, ca, certificate, key }: EtcdServers) {
    const { Client, Metadata, credentials, status } = grpc()
    this.#status = status
    const secure = (): ChannelCredentials =>
      credentials.createSsl(ca ?? null, key ?? null, certificate ?? null)
    this.#clients = servers.map((server) => {
      const { host, isSecure } = placeOf(server)
      const shown = isSecure ? secure() : credentials.createInsecure()
      return { server, client: new Client(host, shown, OPTIONS) }
    })
    // without it, a member without a leader stays silent (etcd's api/v3rpc/interceptor.go)
    this.#withLeader = new Metadata()
    this.#withLeader.set('hasleader', 'true')
  }

  get server(): string {
    return this.#current.server
  }

  get #current(): { readonly server: string; readonly client: Client } {
    return this.#clients[this.#at % this.#clients.length]!
  }

  turnToNext(): void {
    this.#at++
  }

  readonly txn = this.#caller('KV/Txn', txnRequest, txnResponse, WRITE_MS)
  readonly count = this.#caller('KV/Range', rangeRequest, rangeResponse, READ_MS)
  readonly range = this.#caller('KV/Range', rangeRequest, rangeResponse, LARGE_READ_MS)
  readonly compact = this.#caller('KV/Compact', compactionRequest, compactionResponse, WRITE_MS)
  readonly status = this.#caller('Maintenance/Status', statusRequest, statusResponse, READ_MS)

  /** `onEnd` is called once, unless the caller ends the stream. */
  watch(
    onResponse: (response: WatchResponse) => void,
    onEnd: (error: EtcdError) => void,
  ): EtcdWatch {
    const { server, client } = this.#current
    const stream: ClientDuplexStream<Parameters<typeof watchRequest.encode>[0], WatchResponse> =
      client.makeBidiStreamRequest(
        '/etcdserverpb.Watch/Watch',
        watchRequest.encode,
        watchResponse.decode,
        this.#withLeader,
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
  }

  close(): void {
    for (const { client } of this.#clients) client.close()
  }

  /**
   * Returns a unary call, which rejects with EtcdError. Uses the channel directly, because gRPC's
   * interceptors add a third to the time of a call.
   */
  #caller<Q, A>(
    method: string,
    request: { encode(message: Q): Buffer },
    response: { decode(bytes: Buffer): A },
    patience: number,
  ): (message: Q) => Promise<A> {
    const path = `/etcdserverpb.${method}`
    return (message) =>
      new Promise((resolve, reject) => {
        const { server, client } = this.#current
        const asked = request.encode(message)
        const call = client.getChannel().createCall(path, Infinity, null, null, null)
        let received: Buffer | undefined
        const answered = ({ code, details }: Pick<StatusObject, 'code' | 'details'>): void => {
          clearTimeout(timer)
          try {
            if (code !== this.#status.OK || received === undefined)
              throw Object.assign(new Error(details), { code, details })
            resolve(response.decode(received))
          } catch (error) {
            reject(EtcdError.of(error, server))
          }
        }
        const timer = setTimeout(() => {
          reject(EtcdError.silence(server, patience))
          call.cancelWithStatus(this.#status.CANCELLED, '')
        }, patience)
        call.start(this.#withLeader, {
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
}
