import { cellNumber, numberManner, type NumberManner } from './cellNumbers.ts'
import type { TableManner } from './tableManner.ts'
import { isWrittenTime, writtenTimes, type WrittenTimes } from './cellTimes.ts'

/** What the cells of a column hold, one value a row. */
export interface CellColumn {
  /** NaN where a cell holds no number. */
  values: Float64Array
  /** The unit behind the numbers; '' where there is none. */
  unit: string
  /** The times, where the cells are times written as text. */
  times: WrittenTimes | null
}

/** The marks of the table that the cells are from. */
type Marks = Pick<TableManner, 'parted' | 'decimal'>

/** So many cells that show how they are written say how the others are. */
const SAMPLE = 1000
/** Read alike in every manner: a car that stands writes many before its first fraction. */
const COUNT = /^-?\d{1,9}$/

/** Reads the cells of a column one by one, so that a long table is never held as text. */
export class CellReader {
  readonly #table: Marks
  readonly #values: number[] = []
  /** Until the manner is known: counts as numbers, all else as text. */
  #cells: (string | number)[] = []
  #telling = 0
  #manner: NumberManner | null = null

  constructor(table: Marks) {
    this.#table = table
  }

  push(cell: string): void {
    if (this.#manner) this.#values.push(cellNumber(cell, this.#manner))
    else if (COUNT.test(cell)) this.#cells.push(Number(cell))
    else {
      this.#cells.push(cell)
      if (cell !== '' && ++this.#telling === SAMPLE) this.#decide()
    }
  }

  finish(): CellColumn {
    if (!this.#manner && this.#telling < SAMPLE) this.#decide()
    const values = Float64Array.from(this.#values)
    if (this.#manner) return { values, unit: this.#manner.unit, times: null }
    const cells = this.#cells.map(String)
    return { values: new Float64Array(cells.length).fill(NaN), unit: '', times: writtenTimes(cells) }
  }

  /** Times stay text, since what one of them says may hang on the others. */
  #decide(): void {
    const filled = this.#cells.filter((cell) => cell !== '')
    const telling = filled.filter((cell) => typeof cell === 'string')
    if (telling.filter(isWrittenTime).length > filled.length / 2) return
    const manner = numberManner(telling, this.#table)
    for (const cell of this.#cells) this.#values.push(typeof cell === 'number' ? cell : cellNumber(cell, manner))
    this.#cells = []
    this.#manner = manner
  }
}

/** The same for a column that is at hand. */
export function readCells(cells: readonly string[], table: Marks): CellColumn {
  const reader = new CellReader(table)
  for (const cell of cells) reader.push(cell)
  return reader.finish()
}
