import t from 'tap'
import { documentText, pattern, printed } from '../../cli/documents.ts'
import { Lab, lacksTools } from './lab.ts'

t.test('mistakes get the hints that docs/learn.md shows', { skip: lacksTools }, async (t) => {
  const section = documentText('docs/learn.md').split('\n## Mistakes to make\n')[1]!
  const [, block = ''] = /```text\n([\s\S]*?)```/.exec(section) ?? []
  const lab = await Lab.start(t)
  for (const name of ['web', 'typo', 'john']) await lab.request(name)
  lab.manifest('web', { usages: '[server auth]' })
  lab.manifest('typo', { signerName: 'kubernetes.io/kube-apiserver' })
  lab.manifest('john', { request: Buffer.from(lab.read('john.key')).toString('base64') })
  const examples = block.trimEnd().split('\n\n')
  t.equal(examples.length, 4)
  for (const example of examples) {
    const [command = '', ...shown] = example.split('\n')
    const script = command.replace(/^\$ /, '').replace(/\s+#.*/, '')
    const output = await lab.type(script)
    for (const line of shown) {
      const seen = printed(output)
        .split('\n')
        .some((actual) => pattern(line).test(`${actual}\n`))
      t.ok(seen, line, { output })
    }
  }
})
