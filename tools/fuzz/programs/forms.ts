/** The bytes of an object in the forms that a client may send. */
import { stringify } from 'yaml'
import { encodeProtobuf } from '../../../src/apimachinery/protobuf/envelope.ts'
import type { StructSchema } from '../../../src/apimachinery/schema/schema.ts'
import type { Random } from '../../kit/random.ts'
import type { Call, Json } from '../../../test/fixtures/server.ts'

export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** JSON, and now and then YAML or protobuf, where the object has that form. */
export const bodyOf = (random: Random, object: Json, schema: StructSchema | undefined): Call => {
  switch (random.int(6)) {
    case 0:
      return { body: stringify(object), contentType: 'application/yaml' }
    case 1:
      try {
        if (schema !== undefined)
          return { body: encodeProtobuf(schema, object), contentType: PROTOBUF }
      } catch {
        // an object that is none of its kind has no protobuf
      }
      return { body: object }
    default:
      return { body: object }
  }
}
