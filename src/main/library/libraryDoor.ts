import type { LibraryAnswered } from '../../shared/api.ts'
import { ConflictError, isExpected, UnavailableError } from '../../shared/errors.ts'
import { LibraryQuestion } from '../store/libraryQuestion.ts'
import { beginEmptyLibrary, restoreLibrary } from '../store/restoreLibrary.ts'

/** What works on an open library. */
export interface OpenedLibrary {
  fetch(request: Request): Response | Promise<Response>
  close(): Promise<void>
}

/** The way to the library: it is open, or a person is asked how to get it back. */
export interface LibraryDoor {
  /** What is wrong with the library; null where it is open. */
  question(): string | null
  /** What works on the library. @throws UnavailableError with the sentence while the question is open */
  opened(): OpenedLibrary
  /** Restores a copy, and opens it. @throws see restoreLibrary */
  restore(generation: string): Promise<LibraryAnswered>
  /** Sets aside what cannot be opened, and begins anew. @throws ConflictError where the library is open */
  beginEmpty(): Promise<LibraryAnswered>
  close(): Promise<void>
}

/**
 * @param open opens the library, again after each answer
 * @throws what `open` throws that is no question
 */
export async function openLibraryDoor(dataDir: string, open: () => Promise<OpenedLibrary>): Promise<LibraryDoor> {
  let opened: OpenedLibrary | null = null
  let inTheWay: Error | null = null
  /** Answers are taken one after the other. */
  let underWay: Promise<unknown> = Promise.resolve()

  async function tryOpen(): Promise<void> {
    opened = null
    try {
      opened = await open()
      inTheWay = null
    } catch (error) {
      if (!isExpected(error)) throw error
      inTheWay = error
    }
  }

  function inTurn(answer: () => Promise<LibraryAnswered>): Promise<LibraryAnswered> {
    const answered = underWay.then(answer)
    underWay = answered.catch(() => undefined)
    return answered
  }

  async function changed(change: () => LibraryAnswered): Promise<LibraryAnswered> {
    await opened?.close()
    try {
      return change()
    } finally {
      await tryOpen()
    }
  }

  const question = (): string | null => {
    if (inTheWay === null) return null
    return inTheWay instanceof LibraryQuestion ? inTheWay.why : `cannot be opened: ${inTheWay.message}`
  }

  await tryOpen()
  if (inTheWay !== null && !((inTheWay as Error) instanceof LibraryQuestion)) throw inTheWay as Error
  return {
    question,
    opened() {
      if (opened === null) throw new UnavailableError(inTheWay?.message ?? 'The library is being opened; try again.')
      return opened
    },
    restore: (generation) => inTurn(() => changed(() => restoreLibrary(dataDir, generation))),
    beginEmpty: () =>
      inTurn(async () => {
        if (opened !== null) throw new ConflictError('The library is sound, so that there is nothing to set aside.')
        return changed(() => beginEmptyLibrary(dataDir))
      }),
    async close() {
      await underWay
      await opened?.close()
    }
  }
}
