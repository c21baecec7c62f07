import { unitNamed } from '../signals/units.ts'

/** How the numbers of a column are written. */
export interface NumberManner {
  /** The mark before the fraction; the other one may part thousands. */
  decimal: '.' | ','
  /** False where a mark before three digits may be either: such cells are then no numbers. */
  thousands: boolean
  /** The unit that most cells have behind their number; '' where they have none. */
  unit: string
}

export const PLAIN: NumberManner = { decimal: '.', thousands: true, unit: '' }

const NUMBER =
  /^([-+\u2212]?)(\d[\d.,'\u2019 \u00a0\u202f]*|[.,]\d+)(e[-+\u2212]?\d+)?[\s\u00a0\u202f]*([^\d\s.,+-].*)?$/i
/** What most cells of most tables are: read in a tenth of the time. */
const USUAL = /^-?\d+(?:\.\d+)?$/
/** Digits, in threes or not, and a fraction. */
const DIGITS = {
  '.': /^(?:\d+|[1-9]\d{0,2}([,'\u2019 \u00a0\u202f])\d{3}(?:\1\d{3})*)?(?:\.\d*)?$/,
  ',': /^(?:\d+|[1-9]\d{0,2}([.'\u2019 \u00a0\u202f])\d{3}(?:\1\d{3})*)?(?:,\d*)?$/
}

/**
 * The number in a cell: sign, digits (thousands parted or not), fraction, exponent, and the unit of the column behind it
 * or none. A per cent is a hundredth. NaN for anything else: empty cells, words, another unit, marks that fit no
 * reading.
 */
export function cellNumber(cell: string, { decimal, thousands, unit }: NumberManner = PLAIN): number {
  if (decimal === '.' && USUAL.test(cell)) return Number(cell)
  const parts = NUMBER.exec(cell.trim())
  if (!parts) return NaN
  const [, sign = '', written = '', exponent = '', behind = ''] = parts
  const digits = written.trimEnd()
  if (behind !== '' && (unit === '' || unitNamed(behind) !== unit)) return NaN
  if (!DIGITS[decimal].test(digits)) return NaN
  if (!thousands && UNCLEAR.test(digits)) return NaN
  const other = decimal === '.' ? ',' : '.'
  const plain = digits
    .replaceAll(other, '')
    .replace(/['\u2019 \u00a0\u202f]/g, '')
    .replace(decimal, '.')
  const value = Number(`${sign === '-' || sign === '\u2212' ? '-' : ''}${plain}${exponent.replace('\u2212', '-')}`)
  if (!Number.isFinite(value)) return NaN
  return behind === '%' ? value / 100 : value
}

/** One comma before the last three digits: thousands in one country, thousandths in another. */
const UNCLEAR = /^[1-9]\d{0,2},\d{3}$/

/**
 * How a column writes its numbers, by the reading that fits most of its cells. Where every mark stands before three
 * digits, the rest of the table decides, as far as it can: `decimal` is its mark, `parted` what parts its cells (where
 * that is no comma, a comma is a decimal one).
 */
export function numberManner(
  cells: readonly string[],
  { parted, decimal = null }: { parted: string; decimal?: '.' | ',' | null }
): NumberManner {
  const unit = commonUnit(cells)
  const fits = (mark: '.' | ','): number =>
    cells.filter((cell) => Number.isFinite(cellNumber(cell, { decimal: mark, thousands: true, unit }))).length
  const [point, comma] = [fits('.'), fits(',')]
  if (point !== comma) return { decimal: point > comma ? '.' : ',', thousands: true, unit }
  if (decimal) return { decimal, thousands: true, unit }
  if (!cells.some((cell) => cell.includes(','))) return { ...PLAIN, unit }
  return parted.trim() === ',' ? { decimal: '.', thousands: false, unit } : { decimal: ',', thousands: true, unit }
}

function commonUnit(cells: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const cell of cells) {
    const unit = unitNamed(NUMBER.exec(cell.trim())?.[4] ?? '')
    if (unit) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}
