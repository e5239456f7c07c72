/** Actions in the syntax of `kubectl auth can-i`. */
import { parseApiVersion } from '../../apimachinery/meta.ts'
import type { Requester } from '../../apiserver/client/call.ts'
import { mayI } from '../../apiserver/client/self-review.ts'
import { resourceNamed } from '../../apiserver/client/resource-names.ts'
import { readRequest } from './checks/requests.ts'
import type { LabWorkspace } from './workspace.ts'

export interface Action {
  readonly verb: string
  readonly resource: string
  readonly name: string | undefined
  readonly namespace: string | undefined
}

export const parseAction = (text: string): Action => {
  const words = text.split(' ')
  const [verb = '', target = ''] = words
  const [resource = '', ...name] = target.split('/')
  const at = words.indexOf('-n')
  return {
    verb,
    resource,
    name: name.length === 0 ? undefined : name.join('/'),
    namespace: at < 0 ? undefined : words[at + 1],
  }
}

export const actionText = ({ verb, resource, name, namespace }: Action): string =>
  [
    verb,
    name === undefined ? resource : `${resource}/${name}`,
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ].join(' ')

const CERTIFICATES = 'certificates.k8s.io'

const isAllowed = (client: Requester, resourceAttributes: object): Promise<boolean> =>
  mayI(client, { resourceAttributes })

/** The subresource that each verb writes. */
const WRITTEN: Readonly<Record<string, string>> = { approve: 'approval', sign: 'status' }

/** Whether the client has permission for the subresource, and for the signer or its domain. */
const mayDecide = async (
  { verb, name = '' }: Action,
  client: Requester,
  workspace: LabWorkspace,
) => {
  const csr = await readRequest(workspace, name)
  const signerName = csr?.spec.signerName ?? ''
  const written = { group: CERTIFICATES, resource: 'certificatesigningrequests', verb: 'update' }
  if (!(await isAllowed(client, { ...written, subresource: WRITTEN[verb], name }))) return false
  const signer = { group: CERTIFICATES, resource: 'signers', verb }
  return (
    (await isAllowed(client, { ...signer, name: signerName })) ||
    isAllowed(client, { ...signer, name: `${signerName.split('/')[0]}/*` })
  )
}

/** Verbs whose namespace defaults to `default`. */
const SINGLE_OBJECT_VERBS = new Set(['get', 'create', 'update', 'patch', 'delete'])

/** Sends SelfSubjectAccessReviews, like `kubectl auth can-i`. */
export const mayDo = async (
  action: Action,
  client: Requester,
  workspace: LabWorkspace,
): Promise<boolean> => {
  const { verb, name } = action
  if (verb in WRITTEN) return mayDecide(action, client, workspace)
  const { apiVersion, plural, namespaced } = resourceNamed(
    await workspace.resources(),
    action.resource,
  )
  const namespace =
    action.namespace ??
    (name !== undefined || SINGLE_OBJECT_VERBS.has(verb) ? 'default' : undefined)
  return isAllowed(client, {
    verb,
    group: parseApiVersion(apiVersion).group,
    resource: plural,
    name,
    namespace: namespaced ? namespace : undefined,
  })
}
