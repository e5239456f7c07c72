import type { ComponentChildren } from 'preact'
import { shown, shownLines } from '../../src/apimachinery/text/shown.ts'

const PIECES = /(`[^`]+`|https:\/\/[^\s)]+)/

/** Renders text in backquotes as code, and https URLs as links. */
export const Inline = ({ text }: { readonly text: string }) => (
  <>
    {text.split(PIECES).map((piece, i): ComponentChildren => {
      if (i % 2 === 0) return shown(piece)
      if (piece.startsWith('`')) return <code key={i}>{shown(piece.slice(1, -1))}</code>
      return (
        <a key={i} href={piece} target="_blank" rel="noreferrer">
          {shown(piece)}
        </a>
      )
    })}
  </>
)

const ITEM = /^ *(?:\d+\.|-) +/

/** Matches the first line of a command or of a role's rules. */
const COMMAND = /^(?:kubectl|openssl|csrlab|npx|base64|printf|grep|cat|echo|curl|- apiGroups:) ?/
/** Sentences may start with a program's name, but end with a full stop. */
const SENTENCE = /\w\.(?:\s|$)/

const Block = ({ lines }: { readonly lines: readonly string[] }) => {
  const isProse = lines.some((line) => SENTENCE.test(line))
  const code = isProse ? -1 : lines.findIndex((line) => COMMAND.test(line))
  const prose = code < 0 ? lines : lines.slice(0, code)
  const items = prose.reduce<string[]>((all, line) => {
    if (ITEM.test(line)) all.push(line.replace(ITEM, ''))
    else if (all.length > 0) all.push(`${all.pop()} ${line.trim()}`)
    return all
  }, [])
  const Items = ITEM.test(prose[0] ?? '') && /^ *\d/.test(prose[0]!) ? 'ol' : 'ul'
  return (
    <>
      {items.length > 0 ? (
        <Items>
          {items.map((item) => (
            <li key={item}>
              <Inline text={item} />
            </li>
          ))}
        </Items>
      ) : (
        prose.length > 0 && (
          <p>
            <Inline text={prose.join(' ')} />
          </p>
        )
      )}
      {code >= 0 && <pre tabIndex={0}>{shownLines(lines.slice(code))}</pre>}
    </>
  )
}

export const Prose = ({ text }: { readonly text: string }) => (
  <div class="prose">
    {text
      .trim()
      .split(/\n\s*\n/)
      .map((block) => (
        <Block lines={block.split('\n')} key={block} />
      ))}
  </div>
)
