import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writtenTimes } from '../../../src/main/recording/table/cellTimes.ts'

const two = (value: number): string => String(value).padStart(2, '0')
const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Ways of writing a moment, to the millisecond. */
const WAYS: Record<string, (at: Date) => string> = {
  'ISO 8601': (at) => at.toISOString(),
  'ISO 8601 with a space and a comma': (at) => at.toISOString().replace('T', ' ').replace('.', ',').replace('Z', ''),
  'ISO 8601 without marks': (at) => at.toISOString().replaceAll(/[-:]/g, ''),
  'ISO 8601 in another zone': (at) => new Date(at.getTime() + 5.5 * 3_600_000).toISOString().replace('Z', '+05:30'),
  'ISO 8601 west of Greenwich': (at) => new Date(at.getTime() - 8 * 3_600_000).toISOString().replace('Z', '-0800'),
  'digits alone': (at) => at.toISOString().replaceAll(/\D/g, ''),
  'year first, slashes': (at) => `${at.toISOString().slice(0, 10).replaceAll('-', '/')} ${clock(at)}`,
  'as the simulator names pictures': (at) =>
    at
      .toISOString()
      .replaceAll(/[-:T.]/g, '_')
      .replace('Z', ''),
  German: (at) =>
    `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()} ${clock(at).replace('.', ',')}`,
  'a month by its name': (at) =>
    `${two(at.getUTCDate())}-${NAMES[at.getUTCMonth()]}-${at.getUTCFullYear()} ${clock(at)}`,
  'American, by name': (at) => `${NAMES[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()} ${clock(at)}`,
  'milliseconds behind a colon': (at) =>
    `${at.toISOString().slice(0, 10)} ${clock(at).slice(0, 8)}:${at.getUTCMilliseconds()}`
}
const clock = (at: Date): string => at.toISOString().slice(11, 23)
const half = (at: Date): string =>
  `${at.getUTCHours() % 12 || 12}:${clock(at).slice(3)} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`

/** Moments of a drive: its start, and steps of up to some seconds. */
const drive = fc.record({
  start: fc.integer({ min: Date.UTC(2001, 0, 1), max: Date.UTC(2037, 11, 31) }),
  steps: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 3, maxLength: 40 })
})
const momentsOf = ({ start, steps }: { start: number; steps: number[] }): Date[] => {
  let at = start
  return [at, ...steps.map((step) => (at += step))].map((ms) => new Date(ms))
}
/** One drive needs a third part above 59, or it might be frames of a film. */
const telling = (moments: readonly Date[]): boolean => moments.some((at) => at.getUTCMilliseconds() >= 60)

const steps = (micros: ArrayLike<number>): number[] =>
  Array.from(micros, (value) => Math.round(value - (micros[0] ?? 0)))
const expected = (moments: readonly Date[]): number[] =>
  moments.map((at) => 1000 * (at.getTime() - (moments[0]?.getTime() ?? 0)))

describe('times that are written as text', () => {
  it.each(Object.entries(WAYS))('mean the same moments, whoever writes them: %s', (_, write) => {
    fc.assert(
      fc.property(drive, (made) => {
        const moments = momentsOf(made)
        fc.pre(telling(moments))
        const found = writtenTimes(moments.map(write))
        expect(found?.dated).toBe(true)
        expect([...(found?.micros ?? [])]).toEqual(moments.map((at) => 1000 * at.getTime()))
      })
    )
  })

  it('keep their steps where day and month could change places, as drives are short', () => {
    fc.assert(
      fc.property(drive, fc.boolean(), fc.boolean(), (made, dayFirst, withHalf) => {
        const moments = momentsOf(made)
        const cells = moments.map((at) => {
          const [day, month] = [two(at.getUTCDate()), two(at.getUTCMonth() + 1)]
          const date = `${dayFirst ? `${day}/${month}` : `${month}/${day}`}/${at.getUTCFullYear()}`
          return `${date} ${withHalf ? half(at) : clock(at)}`
        })
        expect(steps(writtenTimes(cells)?.micros ?? [])).toEqual(expected(moments))
      })
    )
  })

  it.each([
    ['hours', clock],
    ['halves of a day', half],
    ['minutes alone', (at: Date) => clock(at).slice(3)]
  ])('go on where a clock begins again: %s', (_, write) => {
    fc.assert(
      fc.property(drive, (made) => {
        const moments = momentsOf(made)
        const found = writtenTimes(moments.map(write))
        expect(found?.dated).toBe(false)
        expect(steps(found?.micros ?? [])).toEqual(expected(moments))
      })
    )
  })

  it('are as fine as they are written, to the tenth of a microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), (tenths) => {
        const cells = ['2024-05-01T10:00:00Z', `2024-05-01T10:00:00.${String(tenths).padStart(7, '0')}Z`]
        const { micros = [] } = writtenTimes(cells) ?? {}
        expect((micros[1] ?? 0) - (micros[0] ?? 0)).toBeCloseTo(tenths / 10, 0)
      })
    )
  })

  it.each([
    ['0 days 00:00:01.500000', 1.5e6],
    ['1 day, 0:00:01', 86_401e6],
    ['00:01:02', 62e6],
    ['75:10', 4510e6],
    ['Wed May  1 10:00:00 2024', Date.UTC(2024, 4, 1, 10) * 1000],
    ['2024-05-01 10:00', Date.UTC(2024, 4, 1, 10) * 1000],
    ['2024-05-01 10:00:00 UTC', Date.UTC(2024, 4, 1, 10) * 1000]
  ])('%j', (cell, micros) => {
    expect([...(writtenTimes([cell])?.micros ?? [])]).toEqual([micros])
  })

  it.each([
    [['0.05', '0.10']],
    [['1714557600000', '1714557600050']],
    [['2024-05-01', '2024-05-02']],
    [['2024-13-01 10:00:00', '2024-05-32 10:00:00']],
    [['10:61:00', '10:00:75']],
    [['13:00:00 PM']],
    [['one', 'two', '10:00:00']],
    // Frames of a film, or milliseconds: it cannot be told.
    [['00:00:00:01', '00:00:00:02']]
  ])('are none in %j', (cells) => {
    expect(writtenTimes(cells)).toBeNull()
  })

  it('are unknown in cells that hold something else', () => {
    expect([...(writtenTimes(['10:00:00', '', 'x', '10:00:01'])?.micros ?? [])]).toEqual([36e9, NaN, NaN, 36_001e6])
  })
})
