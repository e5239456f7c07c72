import { isJsonObject } from '../../../apimachinery/text/json.ts'
import { RequestRefused } from '../../../apiserver/client/call.ts'
import { collectionOf } from '../../../apiserver/client/reference.ts'
import {
  compared,
  type CheckResult,
  joined,
  type LabWorkspace,
  type LabCheck,
} from '../workspace.ts'

/** Returns the object, such as `csr/jane`, if it exists. Rejects with RequestRefused. */
export const readObject = async (
  workspace: LabWorkspace,
  object: string,
  namespace = 'default',
): Promise<Record<string, unknown> | undefined> => {
  const at = object.indexOf('/')
  const collection = collectionOf(await workspace.resources(), object.slice(0, at), namespace)
  const url = `${collection}/${encodeURIComponent(object.slice(at + 1))}`
  const { code, body } = await workspace.requester.inject('GET', url)
  if (code === 404) return undefined
  if (code !== 200) throw new RequestRefused({ code, body }, `GET ${url}`)
  return body
}

export const objectAbsent: LabCheck<'objectAbsent'> = async ({ object, namespace }, workspace) => {
  if ((await readObject(workspace, object, namespace)) === undefined) return undefined
  return { is: workspace.say.objectThere(object), wanted: workspace.say.absentWanted(object) }
}

const text = (value: unknown): string => JSON.stringify(value) ?? '-'

/** Objects may have more fields than wanted; lists must have the wanted length. */
const differences = (at: string, is: unknown, wanted: unknown): CheckResult => {
  if (isJsonObject(wanted) && isJsonObject(is))
    return joined(
      ...Object.entries(wanted).map(([name, value]) =>
        differences(at === '' ? name : `${at}.${name}`, is[name], value),
      ),
    )
  if (Array.isArray(wanted) && Array.isArray(is)) {
    const all = is.length > wanted.length ? is : wanted
    return joined(...all.map((_item, i) => differences(`${at}[${i}]`, is[i], wanted[i])))
  }
  return compared(at, text(is), text(wanted))
}

export const objectEquals: LabCheck<'objectEquals'> = async (
  { object, namespace, has },
  workspace,
) => {
  const found = await readObject(workspace, object, namespace)
  if (found !== undefined) return differences('', found, has)
  return { is: workspace.say.noObject(object), wanted: workspace.say.objectThere(object) }
}
