/** A path that wraps only between its segments. */
import { Fragment } from 'preact'
import { shown } from '../../src/apimachinery/text/shown.ts'

export const Path = ({ text }: { readonly text: string }) => (
  <>
    {text.split('/').map((part, i) => (
      <Fragment key={i}>
        {i > 0 && '/'}
        {i > 0 && <wbr />}
        {shown(part)}
      </Fragment>
    ))}
  </>
)
