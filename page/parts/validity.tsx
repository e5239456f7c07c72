/** Shows a certificate's validity by the cluster's clock. */
import { now } from '../session.ts'
import type { DecodedCertificate } from '../types.ts'
import { howLong, moment, say } from '../words.ts'

const validityText = (from: number, to: number, at: number): string => {
  if (at < from) return say('notYetValid', howLong(from - at))
  return at > to ? say('ended', howLong(at - to)) : say('validFor', howLong(to - at))
}

export const Validity = ({ certificate }: { readonly certificate: DecodedCertificate }) => {
  const [from, to] = [Date.parse(certificate.notBefore), Date.parse(certificate.notAfter)]
  const share = Math.max(0, Math.min(1, (now.value - from) / (to - from)))
  const isOver = now.value > to
  return (
    <div class={`validity ${isOver ? 'over' : ''}`}>
      <div
        class="bar"
        role="meter"
        aria-label={say('validity')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={validityText(from, to, now.value)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p>
        <time dateTime={certificate.notBefore}>{moment(from)}</time>
        <b>
          {isOver && <span aria-hidden="true">✕ </span>}
          {validityText(from, to, now.value)}
        </b>
        <time dateTime={certificate.notAfter}>{moment(to)}</time>
      </p>
    </div>
  )
}
