import t from 'tap'
import { loadCompiledYaml, readYamlSource } from '../../../src/apimachinery/text/compiled-yaml.ts'
import { POLICY_FILES } from '../../../src/apiserver/authz/default-policy/policy-data.ts'
import { OPENAPI } from '../../../src/server/openapi.ts'

t.test('compiled YAML equals its source', async (t) => {
  for (const file of [OPENAPI, ...POLICY_FILES])
    t.equal(JSON.stringify(loadCompiledYaml(file)), JSON.stringify(readYamlSource(file)), file)
})

t.test('a file that is not compiled is read as YAML', async (t) => {
  t.match(loadCompiledYaml('package.json'), { name: 'csrlab' })
})
