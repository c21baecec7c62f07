import { isExpected, sentence } from '../../shared/errors.ts'
import { RequestError } from '../client/request.ts'

export interface Notice {
  id: number
  kind: 'error' | 'done'
  text: string
}

/** How long good news stays. Errors stay until they are put away. */
const doneMilliseconds = 5000

class Notices {
  list = $state.raw<Notice[]>([])
  #next = 1

  done(text: string): void {
    const id = this.#add('done', text)
    setTimeout(() => this.dismiss(id), doneMilliseconds)
  }

  /** Shows an error once; the same sentence is not stacked. */
  error(error: unknown): void {
    // Not an answer of the app: the page itself went wrong.
    if (error instanceof Error && !(error instanceof RequestError) && !isExpected(error)) console.error(error)
    const text = sentence(error)
    if (!this.list.some((notice) => notice.kind === 'error' && notice.text === text)) this.#add('error', text)
  }

  /** Puts errors away, as when a person has gone elsewhere. */
  clearErrors(): void {
    this.list = this.list.filter((notice) => notice.kind !== 'error')
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id)
  }

  #add(kind: Notice['kind'], text: string): number {
    const id = this.#next++
    this.list = [...this.list, { id, kind, text }].slice(-4)
    return id
  }
}

export const notices = new Notices()
