/** `k8s.io/apiserver/pkg/endpoints/handlers/responsewriters` */
import { goQuote } from '../../apimachinery/text/quote.ts'
import { forbiddenPath, forbiddenResource, type StatusError } from '../../apimachinery/status.ts'
import type { Attributes, Decision } from './authorizer.ts'
import { combinedResource } from './rule-match.ts'

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** For names that clients choose: a browser may show the text as HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>]/g, (char) => HTML[char] ?? char)

const refusalText = (attributes: Attributes): string => {
  const { user, verb, resourceRequest, path, apiGroup, namespace } = attributes
  const who = `User ${goQuote(user.name)} cannot ${verb}`
  if (!resourceRequest) return `${who} path ${goQuote(path)}`
  const what = `resource ${goQuote(combinedResource(attributes))} in API group ${goQuote(apiGroup)}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`
  return `${who} ${what} ${where}`
}

/** Returns the 403. Does not escape the reason of the decision. */
export const forbidden = (
  attributes: Attributes,
  { reason }: Pick<Decision, 'reason'>,
): StatusError => {
  const text = escapeHtml(refusalText(attributes))
  const why = reason === '' ? text : `${text}: ${reason}`
  if (!attributes.resourceRequest) return forbiddenPath(why)
  const { apiGroup, resource, name } = attributes
  return forbiddenResource({ group: apiGroup, resource }, name, why)
}
