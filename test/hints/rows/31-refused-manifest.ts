import type { Row } from '../row.ts'

/** What is warned of, without the errors. */
const warnings = (text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith('Warning: '))

export const row: Row = {
  mistake: 'a manifest that is refused: specs, a lifetime in hours, a usage that there is not',
  hints: ['unknown-field', 'lifetime-words', 'spec-missing', 'usages-unknown'],
  async commit(t, lab) {
    await lab.request('form')
    lab.manifest('form', { usages: '[server auth]' })
    const manifest = lab.read('form.yaml')
    const send = async (from: RegExp, to: string, option = ''): Promise<string[]> => {
      lab.write('form.yaml', manifest.replace(from, to))
      return warnings(await lab.type(`kubectl apply ${option} -f form.yaml`))
    }
    t.same(await send(/^spec:/m, 'specs:'), ['Warning: a request has no field specs: write spec.'])
    const ignored = await send(/^spec:/m, 'specs:', '--validate=ignore')
    t.match(ignored, [
      /^Warning: there is nothing in spec: request, signerName and usages stand there/,
    ])
    t.equal(ignored.length, 1)
    t.same(await send(/ {2}usages/, '  expirationSeconds: 24h\n  usages'), [
      'Warning: expirationSeconds is a number of seconds, so instead of "24h" write 86400.',
    ])
    t.same(await send(/\[server auth\]/, '[clientAuth]'), [
      'Warning: there is no usage "clientAuth": write "client auth".',
    ])
    t.match(
      await send(/ {2}usages/, '  expirationSeconds: 60\n  usages'),
      [/^Warning: expirationSeconds counts seconds/],
      'what is refused is not told what happens if it is approved',
    )
    t.match(await lab.type('kubectl get csr form'), /NotFound/)
    t.match(
      await send(/$^/, '', '--dry-run=server'),
      [/if this is approved, .* Write usages: \["client auth"\]\.$/],
      'of a dry run nothing is there to be sent again',
    )
  },
}
