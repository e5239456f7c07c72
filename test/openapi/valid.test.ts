/** The documents against the schemas of the OpenAPI Initiative, by a validator that is not ours. */
import { Validator } from '@seriousme/openapi-schema-validator'
import t, { type Test } from 'tap'
import { startLab } from '../http/lab.ts'
import { openapi } from './document.ts'

const assertValid = async (
  t: Test,
  document: Record<string, unknown>,
  version: string,
): Promise<void> => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  t.ok(valid, JSON.stringify(errors))
  t.equal(validator.version, version)
}

void t.test('openapi.yaml', async (t) => {
  await assertValid(t, { ...openapi }, '3.0')
  const broken = { ...openapi, info: { title: 'no version' } }
  t.notOk((await new Validator().validate(broken)).valid, 'and it finds what is wrong')
})

void t.test('what is served', async (t) => {
  const lab = await startLab(t)
  const { paths } = (await lab.get('/openapi/v3')).json as {
    paths: Record<string, { serverRelativeURL: string }>
  }
  t.ok(Object.keys(paths).length > 10)
  for (const { serverRelativeURL } of Object.values(paths)) {
    await assertValid(t, (await lab.get(serverRelativeURL)).json, '3.0')
  }
  await assertValid(t, (await lab.get('/openapi/v2')).json, '2.0')
})
