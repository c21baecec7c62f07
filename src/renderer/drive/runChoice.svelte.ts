import type { Run } from '../../shared/api.ts'
import { isRoomBeside } from '../shell/comparable.ts'

/** Which runs of a drive a person wants to compare: those to begin with, until they choose others. */
export class RunChoice {
  readonly #first: () => readonly Run[]
  #chosen = $state.raw<readonly string[] | null>(null)
  /** Their ids. */
  readonly ids = $derived.by(() => this.#chosen ?? this.#first().map(({ id }) => id))
  /** There is no room for one more. */
  readonly isFull = $derived(!isRoomBeside(this.ids.length))

  constructor(first: () => readonly Run[]) {
    this.#first = first
  }

  has({ id }: Run): boolean {
    return this.ids.includes(id)
  }

  toggle(run: Run): void {
    this.#chosen = this.has(run) ? this.ids.filter((id) => id !== run.id) : [...this.ids, run.id]
  }
}
