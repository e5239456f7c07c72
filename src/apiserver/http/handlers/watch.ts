/** GET with `watch=true` (`k8s.io/apiserver/pkg/endpoints/handlers/watch.go`). */
import { StatusError } from '../../../apimachinery/status.ts'
import { tooOldForWatch } from '../../registry/errors.ts'
import { askedRevision } from '../../registry/list.ts'
import { acceptsGzip } from '../answer/compress.ts'
import {
  type FlushedWriter,
  joinedWriter,
  messageWriter,
  packedWriter,
} from '../answer/flushed-writer.ts'
import { isWebSocketRequest } from '../wire/websocket-handshake.ts'
import type { StreamAnswer, StreamWriter } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { type WatchParameters, watchParameters } from '../body/list-parameters.ts'
import { eventWriter } from './event-writer.ts'
import { checkTableOptions } from '../answer/conversion.ts'
import { formOf } from '../answer/form.ts'
import type { Target } from './target.ts'
import { runWatch, type Start } from './watch-stream.ts'

const startOf = async (
  { served, namespace, call }: Target,
  { selection, resourceVersion, sendInitialEvents }: WatchParameters,
  revision: number,
): Promise<Start> => {
  const { registry } = served
  const fromNow = resourceVersion === '' || revision === 0
  if (sendInitialEvents === true || (sendInitialEvents === undefined && fromNow)) {
    const { clock } = call
    const request = {
      namespace,
      selection,
      limit: 0,
      continueToken: '',
      resourceVersion: revision === 0 ? '' : resourceVersion,
      resourceVersionMatch: revision === 0 ? '' : 'NotOlderThan',
    }
    const list = await registry.list(clock, request, call)
    return { after: list.revision, initial: list.rows }
  }
  if (fromNow) return { after: registry.revision, initial: [] }
  if (revision < registry.compacted) throw tooOldForWatch(revision, registry.compacted)
  return { after: revision, initial: [] }
}

const PACKED = { 'content-encoding': 'gzip', vary: 'Accept-Encoding' }

const isPacked = (
  { release, headers }: Call,
  { sendInitialEvents, allowWatchBookmarks }: WatchParameters,
): boolean =>
  release.has('WatchListCompression') &&
  sendInitialEvents === true &&
  allowWatchBookmarks &&
  acceptsGzip(headers['accept-encoding']) &&
  !isWebSocketRequest(headers)

const writerFor = ({ headers }: Call, packs: boolean, connection: StreamWriter): FlushedWriter => {
  if (packs) return packedWriter(connection)
  return isWebSocketRequest(headers) ? messageWriter(connection) : joinedWriter(connection)
}

export const handleWatch = (target: Target): StreamAnswer => {
  const { call, served } = target
  // `Accept` must allow a list as well as a stream (`ListResource`, k8s.io/apiserver)
  formOf(call, 'collection')
  const parameters = watchParameters(call.info, served, call.release)
  const revision = askedRevision(parameters.resourceVersion)
  const form = formOf(call, 'watch')
  checkTableOptions(form)
  const packs = isPacked(call, parameters)
  return {
    contentType:
      form.mediaType === 'application/json' ? form.mediaType : `${form.mediaType};stream=watch`,
    ...(packs && { headers: PACKED }),
    run: async (connection, signal) => {
      const writer = writerFor(call, packs, connection)
      const events = eventWriter(served, form, writer)
      try {
        const start = await startOf(target, parameters, revision)
        await runWatch({ target, parameters, start, events, writer, signal })
        // a fault has ended the watch
        if (signal.reason instanceof StatusError) events.error(signal.reason)
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof StatusError)) throw error
        // the status code has been sent, so the error is an event
        events.error(error)
      } finally {
        writer.flush()
      }
    },
  }
}
