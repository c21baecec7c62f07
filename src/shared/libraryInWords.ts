import type { LibraryGeneration, LibraryHolds } from './api.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** A moment as the clock here shows it: 2026-11-29 11:30. */
export function moment(at: number): string {
  const date = new Date(at)
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

const counted = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`

/** '2 drives, 5 runs, 12 verdicts, 1 note' */
export function holdsInWords({ drives, runs, verdicts, notes }: LibraryHolds): string {
  return [counted(drives, 'drive'), counted(runs, 'run'), counted(verdicts, 'verdict'), counted(notes, 'note')].join(
    ', '
  )
}

/** What kind of copy it is, where it is not an ordinary backup. */
export const generationKinds = { backup: null, 'before-update': 'before an update', 'set-aside': 'set aside' } as const

/** A copy of the library in one line: when it was made, and what it holds or what is wrong with it. */
export function generationInWords({ at, kind, holds, trouble }: LibraryGeneration): string {
  const note = generationKinds[kind]
  const what = holds ? holdsInWords(holds) : (trouble ?? '').replace(/\.$/, '')
  return `${moment(at)}${note ? ` (${note})` : ''}: ${what}`
}
