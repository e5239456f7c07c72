import { decodeObject } from '../../../apimachinery/schema/decode.ts'
import type { StructSchema } from '../../../apimachinery/schema/schema.ts'
import { stringifyJson } from '../../../apimachinery/text/json.ts'
import type { KubeObject, ObjectMeta } from '../../../apimachinery/meta.ts'
import { encodeWatchFrame } from '../../../apimachinery/protobuf/envelope.ts'
import type { StatusError } from '../../../apimachinery/status.ts'
import type { WatchEventType } from '../../registry/watcher.ts'
import type { Row } from '../../../storage/store.ts'
import type { StreamWriter } from '../answer/answer.ts'
import type { AnswerForm } from '../answer/form.ts'
import { renderDocument, represented } from '../answer/representation.ts'
import { inVersion, metaSchema, type ServedResource } from '../served.ts'
import { recentFrames } from './recent-frames.ts'

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end'
const FRAME_END = Buffer.from('}\n')

const jsonFrame = (type: string, object: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, FRAME_END])

/** Plain JSON: one buffer per event and version for all watchers. */
const sharedFrames = {
  ADDED: recentFrames(),
  MODIFIED: recentFrames(),
  DELETED: recentFrames(),
}

const sharedFrame = (served: ServedResource, type: WatchEventType, row: Row): Buffer =>
  // the resource `events` has the same rows in two API groups
  sharedFrames[type](row, served.apiVersion, () =>
    jsonFrame(
      type,
      served.storageForm
        ? row.value
        : Buffer.from(stringifyJson(inVersion(served, served.registry.decode(row)))),
    ),
  )

/** Methods return whether the client keeps up. */
export const eventWriter = (served: ServedResource, form: AnswerForm, writer: StreamWriter) => {
  const { registry, kind, apiVersion, schemas } = served
  const { as, mediaType } = form
  let isFirst = true

  const writeDocument = (
    type: string,
    schema: StructSchema,
    document: { readonly kind: string },
  ): boolean =>
    writer.write(
      mediaType === 'application/vnd.kubernetes.protobuf'
        ? encodeWatchFrame(type, renderDocument(schema, document, form))
        : jsonFrame(type, Buffer.from(stringifyJson(document))),
    )

  const writeObject = (type: string, object: KubeObject): boolean => {
    const shown = represented(served, object, form, isFirst)
    isFirst = false
    return writeDocument(type, served.schema, shown)
  }

  return {
    /** false if the client asked for the form of a list, since an event contains a single object */
    fits: as?.kind !== 'PartialObjectMetadataList',

    row: (type: WatchEventType, row: Row): boolean =>
      as === undefined && mediaType === 'application/json'
        ? writer.write(sharedFrame(served, type, row))
        : writeObject(type, registry.decode(row)),

    /** Writes an empty object with a revision. */
    bookmark: (revision: number, endOfInitialEvents: boolean): boolean => {
      const metadata: ObjectMeta = {
        resourceVersion: String(revision),
        ...(endOfInitialEvents && { annotations: { [INITIAL_EVENTS_END]: 'true' } }),
      }
      const bare = { kind, apiVersion, metadata }
      return writeObject('BOOKMARK', decodeObject(registry.state.schema, bare).object)
    },

    error: ({ status }: StatusError): boolean =>
      writeDocument('ERROR', metaSchema(schemas, 'Status'), status),
  }
}

export type EventWriter = ReturnType<typeof eventWriter>
