/** An error, in the server's words, with a fix if the server has one. */
import { Refused } from '../api.ts'
import { seen } from '../seen.ts'
import { info } from '../session.ts'
import { say } from '../words.ts'

export const Refusal = ({ error }: { readonly error: unknown }) => {
  if (!(error instanceof Refused)) return <p class="notice">{say('lostAbout')}</p>
  const { code, message, warnings } = error
  const isForbidden = code === 403
  return (
    <section class="refusal" aria-label={say('forbidden')}>
      {isForbidden && (
        <>
          <h2>
            <span aria-hidden="true">⊘</span> {say('forbidden')}
          </h2>
          <p>{say('forbiddenAbout', seen(info.value?.user.name ?? ''))}</p>
        </>
      )}
      <p class="said">{seen(message)}</p>
      {warnings.length > 0 && (
        <>
          <h3>{say('missingRule')}</h3>
          {warnings.map((warning) => (
            <p class="said" key={warning}>
              {seen(warning)}
            </p>
          ))}
        </>
      )}
    </section>
  )
}
