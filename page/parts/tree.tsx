/** The bytes of a certificate beside its fields: pointing at one lights up the other. */
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { seen } from '../seen.ts'
import type { DerNode, Tree } from '../types.ts'
import { say } from '../words.ts'

const BYTES_IN_LINE = 16

const endOf = ({ offset, header, length }: DerNode): number => offset + header + length

interface Flat {
  readonly node: DerNode
  readonly depth: number
}

const flat = (node: DerNode, depth = 0): Flat[] => [
  { node, depth },
  ...(node.parts ?? []).flatMap((part) => flat(part, depth + 1)),
]

const bytesOf = (der: string): Uint8Array =>
  Uint8Array.from(atob(der), (char) => char.charCodeAt(0))

export const TreeView = ({ tree, label }: { readonly tree: Tree; readonly label: string }) => {
  const { der, root } = tree
  const nodes = useMemo(() => flat(root), [root])
  const bytes = useMemo(() => bytesOf(der), [der])
  const lit = useSignal<DerNode | undefined>(undefined)
  /** the smallest field that a byte is in */
  const nodeAt = (at: number): DerNode | undefined =>
    nodes.findLast(({ node }) => node.offset <= at && at < endOf(node))?.node
  const isLit = (at: number): '' | 'lit' | 'head' => {
    const node = lit.value
    if (node === undefined || at < node.offset || at >= endOf(node)) return ''
    return at < node.offset + node.header ? 'head' : 'lit'
  }
  const pointAtByte = (event: Event): void => {
    const at = (event.target as HTMLElement).dataset['at']
    if (at !== undefined) lit.value = nodeAt(Number(at))
  }
  const lines = Array.from({ length: Math.ceil(bytes.length / BYTES_IN_LINE) }, (_, i) => i)
  return (
    <div class="tree-view">
      <ol class="tree" aria-label={label}>
        {nodes.map(({ node, depth }) => (
          <li key={node.offset} style={{ '--depth': depth }}>
            <button
              type="button"
              class={lit.value === node ? 'lit' : ''}
              aria-pressed={lit.value === node}
              onMouseEnter={() => (lit.value = node)}
              onFocus={() => (lit.value = node)}
              onClick={() => (lit.value = node)}
            >
              <b>{node.field ?? node.type}</b>
              {node.field !== undefined && <i>{node.type}</i>}
              {node.value !== undefined && <span>{seen(node.value)}</span>}
            </button>
          </li>
        ))}
      </ol>
      <div
        class="hex"
        role="img"
        aria-label={`${bytes.length} bytes`}
        onMouseOver={pointAtByte}
        onClick={pointAtByte}
      >
        {lines.map((line) => (
          <div key={line}>
            <i>{(line * BYTES_IN_LINE).toString(16).padStart(4, '0')}</i>
            {Array.from(
              bytes.subarray(line * BYTES_IN_LINE, (line + 1) * BYTES_IN_LINE),
              (byte, i) => {
                const at = line * BYTES_IN_LINE + i
                return (
                  <span key={at} data-at={at} class={isLit(at)}>
                    {byte.toString(16).padStart(2, '0')}
                  </span>
                )
              },
            )}
          </div>
        ))}
      </div>
      <p class="lit-now" aria-live="polite">
        {lit.value === undefined
          ? say('bytesAbout')
          : `${lit.value.field ?? lit.value.type}: ${lit.value.offset}–${endOf(lit.value) - 1}`}
      </p>
    </div>
  )
}
