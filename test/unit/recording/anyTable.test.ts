import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { tableHead } from '../../../src/main/recording/table/csvRows.ts'
import { openCsvSignals } from '../../../src/main/recording/table/csvSignals.ts'
import { udacityLayout } from '../../../src/main/recording/formats/udacityLog.ts'
import { InputError } from '../../../src/shared/errors.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const file = join(folder.path, 'log.csv')

/** How somebody's program or spreadsheet writes a table. */
const manner = fc.record({
  marks: fc.constantFrom(
    { parted: ',', decimal: '.' },
    { parted: ', ', decimal: ',' },
    { parted: ';', decimal: '.' },
    { parted: ';', decimal: ',' },
    { parted: '\t', decimal: '.' },
    { parted: '\t', decimal: ',' },
    { parted: ' ', decimal: '.' },
    { parted: '|', decimal: ',' }
  ),
  quoted: fc.boolean(),
  numbered: fc.boolean(),
  /** Taken in turns: files are put together from parts. */
  ends: fc.constantFrom(['\n'], ['\r\n'], ['\r'], ['\r\n', '\n'], ['\n', '\n', '\r\n'], ['\r', '\n']),
  /** Rows of a car that stands, before the others. */
  standing: fc.constantFrom(0, 0, 0, 1200),
  above: fc.constantFrom('', '# logger 3, car 7\n', '# one\n# two; three\n\n', 'Drive of Monday\n'),
  encoding: fc.constantFrom('utf8', 'bom', 'utf16', 'latin1'),
  order: fc.shuffledSubarray(['time_s', 'steering_left_deg', 'speed', 'note'], { minLength: 4 })
})
type Manner = typeof manner extends fc.Arbitrary<infer T> ? T : never

const standing: Row = { step: 50, steering: 0, speed: 0, note: 'stop' }

interface Row {
  step: number
  steering: number
  speed: number
  note: string
}
const rows = fc.array(
  fc.record({
    step: fc.integer({ min: 1, max: 400 }),
    steering: fc.integer({ min: -45_000, max: 45_000 }).map((value) => value / 100),
    speed: fc.integer({ min: 0, max: 500 }).map((value) => value / 10),
    note: fc.constantFrom('go', 'stop', 'left_lane', 'für')
  }),
  { minLength: 4, maxLength: 60 }
)

function tableOf(all: readonly Row[], how: Manner): { bytes: Buffer; times: number[] } {
  const { parted, decimal } = how.marks
  const quote = (cell: string): string => (how.quoted && parted !== ' ' ? `"${cell}"` : cell)
  let at = 0
  const times: number[] = []
  const lines = [...Array.from({ length: how.standing }, () => standing), ...all].map(
    ({ step, steering, speed, note }, i) => {
      times.push((at += step) / 1000)
      const cells: Record<string, string> = {
        time_s: (at / 1000).toFixed(4),
        steering_left_deg: i < how.standing ? '0' : steering.toFixed(3),
        speed: i < how.standing ? '0' : speed.toFixed(1),
        note
      }
      const own = how.order.map((name) => quote(name === 'note' ? note : (cells[name] ?? '').replace('.', decimal)))
      return [...(how.numbered && parted !== ' ' ? [String(i)] : []), ...own].join(parted)
    }
  )
  const header = [...(how.numbered && parted !== ' ' ? [''] : []), ...how.order.map(quote)].join(parted)
  const text = [...(how.above + header).split('\n'), ...lines, '']
    .flatMap((line, i) => (i === 0 ? [line] : [how.ends[i % how.ends.length] ?? '\n', line]))
    .join('')
  const bytes = {
    utf8: () => Buffer.from(text),
    bom: () => Buffer.from(`\uFEFF${text}`),
    utf16: () => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    latin1: () => Buffer.from(text, 'latin1')
  }[how.encoding as 'utf8']()
  return { bytes, times }
}

describe('a table', () => {
  it('means the same, whoever wrote it: marks, quotes, encoding, comments, titles and order of columns', async () => {
    await fc.assert(
      fc.asyncProperty(rows, manner, async (all, how) => {
        const { bytes, times } = tableOf(all, how)
        writeFileSync(file, bytes)
        const duration = times.at(-1) ?? 0
        const { signals } = await openCsvSignals(file, { frames: 20 * duration, duration }, 'chosen')
        const values = (role: string): number[] => [...(signals.find((signal) => signal.role === role)?.values ?? [])]
        const still = Array.from({ length: how.standing }, () => 0)
        expect(values('steering')).toEqual([...still, ...all.map(({ steering }) => steering)])
        expect(values('speed')).toEqual([...still, ...all.map(({ speed }) => speed)])
        expect([...(signals[0]?.times ?? [])].map((time) => time.toFixed(4))).toEqual(
          times.map((time) => time.toFixed(4))
        )
      }),
      { numRuns: 200 }
    )
  })

  it('is read or refused with one sentence, whatever the file holds', async () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ',',
        ';',
        '\n',
        '\r\n',
        '"',
        '#',
        'time',
        'steering',
        'frame',
        '0,5',
        '1.5',
        '10:00:00',
        'a.jpg',
        '[{',
        '\0',
        '\uFEFF'
      )
    )
    const bytes = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
      fc.array(piece, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''), 'utf16le')),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (made) => {
        writeFileSync(file, made)
        const head = await tableHead(file)
        if (head) udacityLayout(head)
        const error: unknown = await openCsvSignals(file, { frames: 20, duration: 1 }, 'chosen').catch(
          (thrown: unknown) => thrown
        )
        if (error instanceof Error) {
          expect(error).toBeInstanceOf(InputError)
          expect(error.message).toMatch(/^[^\n]*$/)
        }
      }),
      { numRuns: 300 }
    )
  })
})
