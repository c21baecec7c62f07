import type { Steps, StepTaken } from '../../shared/api.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'

/** What the reviewer did to a drive, to undo and to do again. */
export class StepDesk {
  /** What would be undone and redone next, in words; null for nothing. */
  next = $state.raw<Steps>({ undo: null, redo: null })
  readonly #drive: string
  readonly #taken: (step: StepTaken) => Promise<void>
  /** Edits and steps are done one after the other, in the order in which they were asked for. */
  #before: Promise<unknown> = Promise.resolve()

  /** @param taken called after a step was undone or redone, to show what is there now */
  constructor(drive: string, taken: (step: StepTaken) => Promise<void>) {
    this.#drive = drive
    this.#taken = taken
  }

  async load(): Promise<void> {
    this.next = await api.steps(this.#drive)
  }

  /** Does something to the drive when all that was asked for before is done; what fails is thrown. */
  inTurn<T>(edit: () => Promise<T>): Promise<T> {
    const done = this.#before.then(edit, edit)
    this.#before = done.catch(() => undefined)
    return done
  }

  async take(direction: 'undo' | 'redo'): Promise<void> {
    try {
      await this.inTurn(async () => {
        const step = await api.takeStep(this.#drive, direction)
        this.next = { undo: step.undo, redo: step.redo }
        await this.#taken(step)
      })
    } catch (error) {
      notices.error(error)
    }
  }
}
