import type { LibraryAnswered, LibraryGeneration, LibraryState } from '../../../shared/api.ts'
import { generationInWords } from '../../../shared/libraryInWords.ts'
import type { App } from '../../app.ts'
import { jsonOf } from '../../../shared/typedAnswer.ts'
import { libraryClientOf } from '../client.ts'
import type { LibraryOptions } from './commandLine.ts'

/** The one JSON document of `library --json`. */
export interface LibraryReport extends LibraryState {
  /** Newest first. */
  generations: LibraryGeneration[]
  /** Null where nothing was asked for but to see. */
  answered: LibraryAnswered | null
}

/** Restores a copy of the library, or begins an empty one, where that is asked for; and says how things are. @throws InputError */
export async function library(app: App, { restore, beginEmpty }: LibraryOptions): Promise<LibraryReport> {
  const api = libraryClientOf(app)
  let answered: LibraryAnswered | null = null
  if (restore !== undefined) answered = await jsonOf(api.restore.$post({ json: { generation: restore } }))
  else if (beginEmpty) answered = await jsonOf(api['begin-empty'].$post())
  const state = await jsonOf(api.$get())
  return { ...state, generations: await jsonOf(api.generations.$get()), answered }
}

/** What `library` says to a person. */
export function libraryInWords({ file, question, generations, answered }: LibraryReport): string {
  return [
    ...answerInWords(answered),
    `The library '${file}' ${question ?? 'is open'}.`,
    ...copies(generations, question)
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function answerInWords(answered: LibraryAnswered | null): string[] {
  if (answered === null) return []
  const { restored, aside } = answered
  const what = restored ? `Restored ${restored.name}: ${generationInWords(restored)}.` : 'Began an empty library.'
  return [what, ...(aside.length > 0 ? [`What was there is now ${aside.join(', ')}.`] : [])]
}

function copies(generations: readonly LibraryGeneration[], question: string | null): string[] {
  const empty = question === null ? [] : ['To begin with an empty one: lanegaze library --begin-empty']
  if (generations.length === 0) return ['There is no backup of it.', ...empty]
  return [
    'Its copies, newest first:',
    ...generations.map((each) => `  ${each.name}  ${generationInWords(each)}`),
    'To restore one: lanegaze library --restore NAME (or newest)',
    ...empty
  ]
}
