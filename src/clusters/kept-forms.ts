import { Form } from '../store/form.ts'
import type { ClusterFile } from '../store/shared/cluster-file.ts'
import type { Cover } from './packing.ts'

const formName = (id: string): string => `form ${id}`

/** The forms in the file of a host, which the records of its clusters name. None ever goes: there are as many as kinds of a default policy. */
export class KeptForms {
  readonly #file: Pick<ClusterFile, 'form' | 'keepForms'>
  readonly #cover: Cover
  /** those that are in the file */
  readonly #kept = new WeakSet<Form>()

  constructor(file: Pick<ClusterFile, 'form' | 'keepForms'>, cover: Cover) {
    this.#file = file
    this.#cover = cover
  }

  /** Durable on return. Throws what the disk says no with. */
  keep(forms: Iterable<Form>): void {
    const added = Array.from(forms).filter((form) => !this.#kept.has(form))
    if (added.length === 0) return
    this.#file.keepForms(
      new Map(
        added.map(({ id, text }) => [id, this.#cover.close(formName(id), Buffer.from(text))]),
      ),
    )
    for (const form of added) this.#kept.add(form)
  }

  /** The form of that id. Throws an Error where the file does not have it, and OpenError where it was changed. */
  find(id: string): Form {
    const bytes = this.#file.form(id)
    if (bytes === undefined)
      throw new Error(`the file of the clusters does not have the form ${id}`)
    return new Form(this.#cover.open(formName(id), bytes).toString())
  }
}
