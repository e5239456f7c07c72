/** The bytes of an event of a watch, made in the replica. */
import type { AnswerForm } from '../http/answer/form.ts'
import type { Services } from '../http/call.ts'
import { eventFrame } from '../http/handlers/event-writer.ts'
import type { Event } from './messages.ts'
import { bufferOf } from './remote-rows.ts'

/** Throws an Error for a resource that is not served. */
export const eventFramer =
  ({ catalogue }: Pick<Services, 'catalogue'>) =>
  ({ group, version, resource, type, value, revision, form, first }: Event): Buffer => {
    const served = catalogue.resource(group, version, resource)
    if (served === undefined) throw new Error(`${resource} of ${group}/${version} is not served`)
    const row = { key: '', value: bufferOf(value), revision, createRevision: revision }
    return eventFrame(served, form as AnswerForm, type, served.registry.decode(row), first)
  }
