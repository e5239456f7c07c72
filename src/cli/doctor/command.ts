import { join } from 'node:path'
import { type AbsentFile, examine } from '../../teaching/doctor/doctor.ts'
import { renderReport, reportJson } from '../../teaching/doctor/report.ts'
import {
  type CommandContext,
  type CommandLine,
  isForPrograms,
  type PrintedResult,
} from '../kit/index.ts'
import { presentFiles } from '../kubeconfig/kubectl-files.ts'

type Files = Pick<CommandContext, 'environment' | 'readFile' | 'absenceOf' | 'now'>

/**
 * Tells why a file cannot be read. If the default kubeconfig is missing, tells whether the data
 * folder `.csrlab` has a kubeconfig.
 */
const absenceOf = (name: string, isNamed: boolean, files: Files): AbsentFile => {
  const absence = files.absenceOf?.(name) ?? 'missing'
  if (isNamed || absence !== 'missing' || (files.environment['KUBECONFIG'] ?? '') !== '')
    return absence
  return files.readFile(join('.csrlab', 'kubeconfig')) === undefined ? 'no kubeconfig' : 'here'
}

/** Without files, inspects the current kubeconfig. */
export const doctorCommand = (line: CommandLine, files: Files): PrintedResult => {
  const isNamed = line.words.length > 0
  const together = presentFiles(files)
  const inputs = (isNamed ? line.words : together).map((name) => {
    const bytes = files.readFile(name)
    return bytes === undefined
      ? { name, bytes, absence: absenceOf(name, isNamed, files) }
      : { name, bytes }
  })
  const report = examine(inputs, { ...files, together })
  return {
    text: isForPrograms(line) ? reportJson(report) : renderReport(report),
    code: report.problems.length === 0 ? 0 : 1,
  }
}
