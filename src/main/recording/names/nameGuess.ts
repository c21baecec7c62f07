import type { numbersInName } from '../../../shared/nameNumbers.ts'
import type { NameNumber } from '../../../shared/recording.ts'

/** The numbers of some names, one list a name. */
export type FoundNumbers = readonly ReturnType<typeof numbersInName>[]

/** How many numbers change from name to name and tell more than a count or a time. */
export function untoldNumbers(found: FoundNumbers): number {
  const most = Math.max(0, ...found.map(({ length }) => length))
  const telling = Array.from({ length: most }, (_, i) => found.map((own) => own[i])).filter(
    (column) => new Set(column.map((number) => number?.text)).size > 1 && !column.every((number) => number?.isClock)
  )
  const [only] = telling
  return telling.length === 1 && !only?.some((number) => number?.text.includes('.')) ? 0 : telling.length
}

/** What the numbers may be, for a form to begin with: a clock, one that counts, and the first fraction is the steering. */
export function guessedNumbers(found: FoundNumbers, usual: number): NameNumber[] {
  const rows = found.filter(({ length }) => length === usual)
  const column = (i: number): { value: number; text: string; isClock: boolean }[] => rows.flatMap((row) => row[i] ?? [])
  const given = new Set<NameNumber>()
  return Array.from({ length: usual }, (_, i): NameNumber => {
    const cells = column(i)
    const rises = cells.every(({ value }, row) => row === 0 || value >= (cells[row - 1]?.value ?? value))
    const moves = cells.some(({ text }) => text !== cells[0]?.text)
    const what = cells.every(({ isClock }) => isClock)
      ? 'time'
      : moves && rises && cells.every(({ text }) => /^\d+$/.test(text))
        ? 'frame'
        : moves && cells.some(({ text }) => text.includes('.'))
          ? 'steering'
          : 'none'
    if (given.has(what)) return 'none'
    if (what !== 'none') given.add(what)
    return what
  })
}
