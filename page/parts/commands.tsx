import { signal } from '@preact/signals'
import type { Command } from '../types.ts'
import { Copy } from './copy.tsx'

type Shell = keyof Command

const SHELLS: readonly (readonly [Shell, string])[] = [
  ['bash', 'bash'],
  ['powershell', 'PowerShell'],
]

const shell = signal<Shell>(navigator.userAgent.includes('Windows') ? 'powershell' : 'bash')

export const Commands = ({
  commands,
  label,
}: {
  readonly commands: readonly Command[]
  readonly label: string
}) => {
  const text = commands.map((command) => command[shell.value]).join('\n')
  return (
    <figure class="commands">
      <figcaption>
        <span>{label}</span>
        <span class="with-copy">
          <span class="shells" role="group" aria-label="Shell">
            {SHELLS.map(([name, title]) => (
              <button
                type="button"
                key={name}
                aria-pressed={shell.value === name}
                onClick={() => (shell.value = name)}
              >
                {title}
              </button>
            ))}
          </span>
          <Copy text={text} />
        </span>
      </figcaption>
      <pre tabIndex={0}>{text}</pre>
    </figure>
  )
}
