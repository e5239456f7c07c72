/**
 * Interprets `.container/Containerfile`, and runs its scripts in temporary folders: one for each
 * stage's file system.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast'
import { ROOT } from './action.ts'

const FILE = join(ROOT, '.container/Containerfile')

interface Stage {
  readonly name: string
  readonly from: string
  readonly instructions: readonly Instruction[]
}

const valuesOf = (instruction: Instruction): string[] =>
  instruction.getExpandedArguments().map((argument) => argument.getValue())

const stagesOf = (file: string): Stage[] => {
  const stages: { name: string; from: string; instructions: Instruction[] }[] = []
  for (const instruction of DockerfileParser.parse(readFileSync(file, 'utf8')).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const [from = '', , name = 'image'] = valuesOf(instruction)
      stages.push({ name, from, instructions: [] })
    } else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

const flagsOf = (instruction: Instruction): Record<string, string> =>
  Object.fromEntries(
    (instruction as JSONInstruction)
      .getFlags()
      .map((flag) => [flag.getName(), flag.getValue() ?? '']),
  )

/** The image's configuration. */
export interface ImageConfig {
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly volumes: readonly string[]
  readonly stopSignal: string
  readonly entrypoint: readonly string[]
  readonly healthcheck: readonly string[]
}

const wordsOf = (instructions: readonly Instruction[], keyword: string): string[] =>
  instructions.flatMap((one) => (one.getKeyword() === keyword ? valuesOf(one) : []))

const configOf = ({ instructions }: Stage): ImageConfig => ({
  env: Object.fromEntries(wordsOf(instructions, 'ENV').map((pair) => pair.split('='))),
  user: wordsOf(instructions, 'USER').join(),
  volumes: wordsOf(instructions, 'VOLUME'),
  stopSignal: wordsOf(instructions, 'STOPSIGNAL').join(),
  entrypoint: JSON.parse(wordsOf(instructions, 'ENTRYPOINT').join(' ')) as string[],
  healthcheck: JSON.parse(wordsOf(instructions, 'HEALTHCHECK').slice(1).join(' ')) as string[],
})

/** The expected configuration. */
export const imageConfig = (): ImageConfig => configOf(stagesOf(FILE).at(-1)!)

export interface Image {
  /** its file system */
  readonly root: string
  readonly config: ImageConfig
  /** instructions that were not run, since they are not our scripts */
  readonly left: readonly string[]
}

/**
 * Builds it in `folder`. `system`: a Debian for the stage without instructions; `node`: the Node
 * binary. Throws for unknown instructions, and if a script fails.
 */
export const buildImage = (folder: string, system: string, node: string): Image => {
  const left: string[] = []
  const pathOf = (stage: string, path: string): string => join(folder, stage, path)
  const stages = stagesOf(FILE)

  const runScript = (stage: string, instruction: Instruction): void => {
    const [program = '', ...args] = valuesOf(instruction)
    if (!program.startsWith('.container/')) {
      left.push([program, ...args].join(' '))
      return
    }
    const mount = Object.fromEntries(
      (flagsOf(instruction).mount ?? '').split(',').map((pair) => pair.split('=')),
    ) as { readonly from?: string; readonly target?: string }
    const place = (arg: string): string => {
      if (mount.target === undefined || !arg.startsWith(mount.target)) return pathOf(stage, arg)
      return arg === mount.target ? system : node
    }
    execFileSync(join(ROOT, program), args.map(place), {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }

  for (const { name, from, instructions } of stages) {
    mkdirSync(pathOf(name, '/'))
    if (stages.some((stage) => stage.name === from))
      cpSync(pathOf(from, '/'), pathOf(name, '/'), { recursive: true, verbatimSymlinks: true })
    for (const instruction of instructions) {
      if (instruction.getKeyword() === 'RUN') runScript(name, instruction)
      if (instruction.getKeyword() !== 'COPY') continue
      const { from: source } = flagsOf(instruction)
      const [path = '', to = ''] = valuesOf(instruction)
      // the sources are the checkout, where the scripts run
      if (source !== undefined)
        execFileSync('cp', ['-a', `${pathOf(source, path)}.`, pathOf(name, to)])
    }
  }
  return { root: pathOf('image', '/'), config: configOf(stages.at(-1)!), left }
}
