/** A request to something behind an object (`pods/NAME/log`): it ends in an error, or there is nothing to read. */
import { noSuchResource } from '../../../apimachinery/status.ts'
import type { Answer } from '../answer/answer.ts'
import { requireName, type Target } from './target.ts'

export const handleConnect = async (target: Target): Promise<Answer> => {
  const { call, served, namespace, name, subresource } = target
  requireName(name)
  const { registry } = served
  const connection = registry.resource.connections?.[subresource]
  if (connection === undefined) throw noSuchResource()
  const row = await registry.get(call.services.clock, namespace, name, '')
  connection.connect(registry.decode(row), call.info.query)
  return { code: 204, contentType: '', body: Buffer.alloc(0) }
}
