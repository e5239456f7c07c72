import { useKeys } from '../keys.ts'
import { Commands } from '../parts/commands.tsx'
import { Copy } from '../parts/copy.tsx'
import { Facts } from '../parts/facts.tsx'
import { Refusal } from '../parts/refusal.tsx'
import { Validity } from '../parts/validity.tsx'
import { go, linkTo } from '../route.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import type { DecodedCertificate, RequestView } from '../types.ts'
import { say } from '../words.ts'
import { Gone } from './request.tsx'
import { useRequestView } from './request-view.ts'

/** `AB:CD`, like openssl. */
const colons = (hex: string): string => hex.toUpperCase().replaceAll(/..(?!$)/g, '$&:')

export const CertificateFacts = ({ of }: { readonly of: DecodedCertificate }) => (
  <Facts
    facts={[
      [say('subject'), shown(of.subject.text)],
      [say('issuer'), shown(of.issuer.text)],
      [say('serial'), <code>{of.serialNumber}</code>],
      [say('names'), shown(of.names.join(', ')) || say('none')],
      [say('keyUsage'), of.keyUsage.join(', ') || say('none')],
      [say('extended'), of.extendedKeyUsage.join(', ') || say('none')],
      [say('key'), `${of.key.text} · ${of.key.fingerprint}`],
      [`${say('fingerprint')} SHA-256`, <code>{colons(of.sha256)}</code>],
    ]}
  />
)

const Chain = ({ view }: { readonly view: RequestView }) => {
  const { explanation, authorities } = view
  const all = explanation.found ? [...explanation.certificates, ...authorities] : []
  return (
    <ol class="chain">
      {all.map((one) => (
        <li key={one.sha256}>
          <b>{shown(one.subject.text)}</b>
          <small>
            {one.isAuthority && one.subject.text === one.issuer.text
              ? say('rootCa')
              : `${say('issuer')}: ${shown(one.issuer.text)}`}
          </small>
        </li>
      ))}
    </ol>
  )
}

const Found = ({ view, name }: { readonly view: RequestView; readonly name: string }) => {
  const { explanation } = view
  const [leaf] = explanation.found ? explanation.certificates : []
  return (
    <article class="certificate">
      <header class="title">
        <h1>{shown(leaf?.subject.commonName || name)}</h1>
        <a href={linkTo('request', name)}>{shown(name)}</a>
        {leaf !== undefined && (
          <span class="actions">
            <Copy text={leaf.pem} label={`${say('copy')}: PEM`} />
            <Copy text={btoa(leaf.pem)} label={`${say('copy')}: base64`} />
          </span>
        )}
      </header>
      {leaf === undefined ? (
        <p class="notice">{say('noCertificate')}</p>
      ) : (
        <>
          <Validity certificate={leaf} />
          <div class="columns">
            <section>
              <h2>{say('certificate')}</h2>
              <CertificateFacts of={leaf} />
            </section>
            <section>
              <h2>{say('chain')}</h2>
              <Chain view={view} />
              <h2>{say('login')}</h2>
              <Commands commands={view.login} label={say('loginAbout', `${name}.key`)} />
            </section>
          </div>
        </>
      )}
    </article>
  )
}

export const Certificate = ({ name }: { readonly name: string }) => {
  useKeys({ Escape: () => go('request', name) })
  const { value } = useRequestView(name)
  if (value.is === 'loading') return <p class="notice">{say('loading')}</p>
  if (value.is === 'refused') return <Refusal error={value.error} />
  const view = value.value
  return view.object === undefined ? <Gone view={view} /> : <Found view={view} name={name} />
}
