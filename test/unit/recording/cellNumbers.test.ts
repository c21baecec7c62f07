import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellNumber, numberManner, PLAIN } from '../../../src/main/recording/table/cellNumbers.ts'
import { unitNamed } from '../../../src/main/recording/signals/units.ts'

/** Ways of writing a number: the mark before the fraction, the mark between thousands. */
const COUNTRIES = [
  { decimal: '.', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: '.', thousands: "'" },
  { decimal: '.', thousands: '\u00a0' },
  { decimal: ',', thousands: '' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: ' ' },
  { decimal: ',', thousands: '\u202f' }
] as const
type Country = (typeof COUNTRIES)[number]

/** A number with a fraction that is not three digits long, so that it can be read in one way alone. */
const sized = fc
  .record({
    whole: fc.integer({ min: 0, max: 9_999_999 }),
    part: fc.constantFrom('5', '25', '0625', '390625'),
    negative: fc.boolean()
  })
  .map(({ whole, part, negative }) => ({ digits: String(whole), part, negative }))
type Sized = { digits: string; part: string; negative: boolean }

const valueOf = ({ digits, part, negative }: Sized): number => (negative ? -1 : 1) * Number(`${digits}.${part}`)
const written = ({ digits, part, negative }: Sized, { decimal, thousands }: Country): string =>
  `${negative ? '-' : ''}${digits.replace(/\B(?=(\d{3})+$)/g, thousands)}${decimal}${part}`

const country = fc.constantFrom(...COUNTRIES)
const table = (parted: string): { parted: string; decimal: null } => ({ parted, decimal: null })
const read = (cells: readonly string[], parted = ';'): number[] => {
  const manner = numberManner(cells, table(parted))
  return cells.map((cell) => cellNumber(cell, manner))
}

describe('numbers in cells', () => {
  it('are what they were before a country wrote them, whatever its marks', () => {
    fc.assert(
      fc.property(fc.array(sized, { minLength: 1, maxLength: 30 }), country, (numbers, marks) => {
        expect(read(numbers.map((number) => written(number, marks)))).toEqual(numbers.map(valueOf))
      })
    )
  })

  it('are the same with a unit behind them, near or far, and without', () => {
    const units = ['deg', '°', 'rad', 'km/h', 'm/s', 's', 'ms', 'rpm', 'm/s^2']
    fc.assert(
      fc.property(
        fc.array(sized, { minLength: 1, maxLength: 10 }),
        country,
        fc.constantFrom(...units),
        fc.constantFrom('', ' ', '\u00a0'),
        (numbers, marks, unit, space) => {
          const cells = numbers.map((number) => `${written(number, marks)}${space}${unit}`)
          expect(read([...cells, '0'])).toEqual([...numbers.map(valueOf), 0])
          expect(numberManner(cells, table(';')).unit).toBe(unitNamed(unit))
        }
      )
    )
  })

  it('are the same with an exponent, as programs write it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), (number, comma) => {
        const cell = number.toExponential()
        const [value = NaN] = comma ? read([cell.replace('.', ','), '0,5']) : read([cell, '0.5'])
        expect(value + 0).toBe(number + 0)
      })
    )
  })

  it('are never something else: what is no number in any country is none', () => {
    fc.assert(
      fc.property(fc.string(), (cell) => {
        const value = cellNumber(cell)
        if (!/^\s*[-+\u2212]?[\d.,]/.test(cell)) expect(value).toBeNaN()
      })
    )
  })

  it.each([
    '',
    'nan',
    '-',
    '.',
    ',',
    '1.2.3',
    '1,2,3',
    '12:30',
    '2024-05-01',
    '5 apples',
    '1,23.4',
    '0x1f',
    '1e',
    '--1',
    '1 2'
  ])('%j is none', (cell) => {
    expect(cellNumber(cell)).toBeNaN()
    expect(cellNumber(cell, { decimal: ',', thousands: true, unit: '' })).toBeNaN()
  })

  it.each([
    [' +1.50 ', PLAIN, 1.5],
    ['\u22120.5', PLAIN, -0.5],
    ['.5', PLAIN, 0.5],
    ['5.', PLAIN, 5],
    ['50 %', { ...PLAIN, unit: '%' }, 0.5],
    ['50 ms', { ...PLAIN, unit: 's' }, NaN]
  ])('%j is read', (cell, manner, value) => {
    expect(cellNumber(cell, manner)).toBe(value)
  })

  it('that may be thousands or thousandths are decimals between semicolons, and none between commas', () => {
    expect(read(['1,234', '5,678'], ';')).toEqual([1.234, 5.678])
    expect(read(['1,234', '5,678'], ',')).toEqual([NaN, NaN])
    expect(read(['1,234', '0,678'], ',')).toEqual([1.234, 0.678])
    expect(read(['1,234', '5,678.5'], ',')).toEqual([1234, 5678.5])
    expect(numberManner(['1.000', '1.050'], { parted: ';', decimal: ',' })).toMatchObject({ decimal: ',' })
  })
})
