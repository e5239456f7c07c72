/** Shows the server's error and warnings. Any other error is shown as a lost connection. */
import { Refused } from '../api.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { info } from '../session.ts'
import { say } from '../words.ts'

export const Refusal = ({ error }: { readonly error: unknown }) => {
  if (!(error instanceof Refused)) return <p class="notice">{say('lostAbout')}</p>
  const { code, message, warnings } = error
  const isForbidden = code === 403
  return (
    <section class="refusal" {...(isForbidden && { 'aria-label': say('forbidden') })}>
      {isForbidden && (
        <>
          <h2>
            <span aria-hidden="true">⊘</span> {say('forbidden')}
          </h2>
          <p>{say('forbiddenAbout', shown(info.value?.user.name ?? ''))}</p>
        </>
      )}
      <p class="said">{shown(message)}</p>
      {warnings.length > 0 && (
        <>
          <h3>{say('missingRule')}</h3>
          {warnings.map((warning) => (
            <p class="said" key={warning}>
              {shown(warning)}
            </p>
          ))}
        </>
      )}
    </section>
  )
}
