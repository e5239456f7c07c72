import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'
import type { Right } from '../../controllers/rights.ts'

const NAME = 'csrlab-controllers'
const GROUP = 'rbac.authorization.k8s.io'
const SUBJECT = { kind: 'User', apiGroup: GROUP, name: NAME }

const ruleOf = ({ verbs, group, resource, name }: Right): object => ({
  apiGroups: [group],
  resources: [resource],
  ...(name !== undefined && { resourceNames: [name] }),
  verbs,
})

const roleIn = (namespace: string | undefined, rights: readonly Right[]): object[] => {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role'
  const metadata = { name: NAME, ...(namespace !== undefined && { namespace }) }
  const apiVersion = `${GROUP}/v1`
  return [
    { apiVersion, kind, metadata, rules: rights.map(ruleOf) },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: GROUP, kind, name: NAME },
      subjects: [SUBJECT],
    },
  ]
}

export const rbacLines = (rights: readonly Right[]): string[] => {
  const namespaces = new Set(rights.map(({ namespace }) => namespace))
  const objects = [...namespaces].flatMap((one) =>
    roleIn(
      one,
      rights.filter(({ namespace }) => namespace === one),
    ),
  )
  return [
    `# In subjects, replace ${NAME} with the user of your kubeconfig.`,
    ...objects.flatMap((object) => ['---', ...jsonToYaml(object).trimEnd().split('\n')]),
  ]
}
