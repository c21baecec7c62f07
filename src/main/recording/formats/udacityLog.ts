import type { SignalRole } from '../../../shared/recording.ts'
import type { FoundColumn } from '../signals/columnSignals.ts'
import { cellNumber } from '../table/cellNumbers.ts'
import type { TableHead } from '../table/csvRows.ts'
import { lastParts } from './pictureFinder.ts'
import { PICTURE_NAME } from '../pictures/pictureSuffix.ts'

/** The simulator's cameras, in the order of its columns. */
export const CAMERAS = ['center', 'left', 'right'] as const
export type Camera = (typeof CAMERAS)[number]

/** A number of the simulator, and its column. */
export interface LogNumber extends FoundColumn {
  index: number
}

/** Where a log of the simulator keeps what; columns count from 0. */
export interface UdacityLayout {
  /** In the order of CAMERAS. */
  pictures: number[]
  numbers: LogNumber[]
}

/** Its numbers behind the pictures, in their order where no header names them. */
const NUMBERS = ['steering', 'throttle', 'brake', 'speed']
const FACTS: Readonly<Record<string, { role: SignalRole; unit: string }>> = {
  steering: { role: 'steering', unit: 'normalised' },
  throttle: { role: 'throttle', unit: 'normalised' },
  brake: { role: 'brake', unit: 'normalised' },
  reverse: { role: 'other', unit: 'normalised' },
  speed: { role: 'speed', unit: 'mph' }
}
/** Other names that copies of the log give to what the simulator writes. */
const CALLED: Readonly<Record<string, string>> = { centre: 'center', steering_angle: 'steering', angle: 'steering' }

/**
 * The columns of a simulator's log; null where a table is none. A header names its three cameras; without one, a row has
 * three pictures and a number behind them, or one picture by the simulator's own name and two empty cells. A column of
 * row numbers may stand in front.
 */
export function udacityLayout({ header, rows }: TableHead): UdacityLayout | null {
  return header ? byNames(header) : byCells(rows)
}

function byNames(header: readonly string[]): UdacityLayout | null {
  const names = header.map((name) => name.trim().toLowerCase())
  const called = names.map((name) => CALLED[name] ?? name)
  const pictures = CAMERAS.map((camera) => called.indexOf(camera))
  if (pictures.some((index) => index < 0) || !called.includes('steering')) return null
  const numbers = called.flatMap((name, index): LogNumber[] => {
    const facts = called.indexOf(name) === index ? FACTS[name] : undefined
    return facts ? [{ name, index, ...facts }] : []
  })
  return { pictures, numbers }
}

function byCells(rows: readonly string[][]): UdacityLayout | null {
  for (const cells of rows) {
    const first = /^\d+$/.test(cells[0] ?? '') ? 1 : 0
    const three = CAMERAS.map((_, i) => cells[first + i] ?? '')
    const there = three.map((cell) => PICTURE_NAME.test(cell))
    const one = three.every((cell, i) => (there[i] ? stampInName(cell) !== null : cell === '')) && there.includes(true)
    if (!there.every(Boolean) && !one) continue
    const behind = first + CAMERAS.length
    if (!/^[-+]?[\d.,]+(e[-+]?\d+)?$/i.test(cells[behind] ?? '')) continue
    return {
      pictures: CAMERAS.map((_, i) => first + i),
      numbers: NUMBERS.map((name, i) => ({ name, index: behind + i, ...FACTS[name]! }))
    }
  }
  return null
}

/**
 * True where commas stand both between the cells and within the numbers of a log: more cells than the simulator writes,
 * if only where the car moved, and not one of them with a point or a colon.
 */
export function hasTornNumbers(
  parted: string,
  rows: readonly (readonly string[])[],
  { numbers }: UdacityLayout
): boolean {
  const first = numbers[0]?.index ?? 0
  const behind = rows.map((cells) => cells.slice(first).filter((cell) => cell !== ''))
  return (
    parted === ',' &&
    behind.some((cells) => cells.length > NUMBERS.length) &&
    behind.every((cells) =>
      cells.every((cell) => /^[-+]?\d+(e[-+]?\d+)?$/i.test(cell) && Number.isFinite(cellNumber(cell)))
    )
  )
}

/** Milliseconds from the simulator's name of a picture, `center_2016_12_01_13_30_48_287.jpg`; null for other names. */
export function stampInName(cell: string): number | null {
  const found = /_(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d{1,3})\.\w+$/.exec(lastParts(cell)[0] ?? '')
  if (!found) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = found.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}
