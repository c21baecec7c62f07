import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { csvOf } from '../../../src/main/report/csv.ts'
import { sampleReport } from './sampleReport.ts'

const rows = parse<Record<string, string>>(
  csvOf(sampleReport(100, [{}, { first: 80, last: 81, worst: 80, kind: 'lost' }])),
  {
    columns: true
  }
)

it('has a line a frame under the promised columns', () => {
  expect(rows.length).toBe(100)
  expect(Object.keys(rows[0]!)).toEqual([
    'frame',
    'time_s',
    'steering_recorded',
    'steering_predicted',
    'share_in_lanes',
    'lift',
    'lane_confidence',
    'lane_state',
    'centroid_x_of_width',
    'centroid_y_of_height',
    'change_from_before',
    'event',
    'event_kind'
  ])
})

it.each([
  { frame: 0, column: 'time_s', value: '0' },
  { frame: 39, column: 'event', value: '' },
  { frame: 40, column: 'event', value: '1' },
  { frame: 59, column: 'event', value: '1' },
  { frame: 60, column: 'event', value: '' },
  { frame: 81, column: 'event', value: '2' },
  { frame: 39, column: 'event_kind', value: '' },
  { frame: 40, column: 'event_kind', value: 'left' },
  { frame: 81, column: 'event_kind', value: 'lost' },
  { frame: 5, column: 'lane_state', value: 'unknown' },
  { frame: 6, column: 'lane_state', value: 'known' },
  { frame: 45, column: 'share_in_lanes', value: '0.125' },
  { frame: 45, column: 'lift', value: '0.5' },
  { frame: 45, column: 'lane_confidence', value: '0.75' },
  { frame: 32, column: 'centroid_x_of_width', value: '0.25' },
  { frame: 32, column: 'centroid_y_of_height', value: '0.625' },
  { frame: 32, column: 'change_from_before', value: '0.0625' },
  { frame: 0, column: 'change_from_before', value: '' },
  { frame: 5, column: 'centroid_x_of_width', value: '' },
  { frame: 5, column: 'centroid_y_of_height', value: '' },
  { frame: 3, column: 'steering_recorded', value: '' },
  { frame: 5, column: 'share_in_lanes', value: '' },
  { frame: 99, column: 'time_s', value: '9.9' }
])('frame $frame has $column "$value"', ({ frame, column, value }) => {
  expect(rows[frame]![column]).toBe(value)
})

it('keeps what a float32 holds', () => {
  expect(Number(rows[9]!['steering_predicted'])).toBeCloseTo(Math.cos(1), 6)
})

it('leaves the recorded steering empty where there is none', () => {
  const [first] = parse<Record<string, string>>(csvOf({ ...sampleReport(), recorded: null }), { columns: true })
  expect(first!['steering_recorded']).toBe('')
})

it('says what the steering is and in what unit, where it is worked out or no angle', () => {
  const report = sampleReport(3, [])
  const of = { as: 'difference', plus: { index: 1 }, minus: { index: 0 } } as const
  const lastColumn = (head: object): [string, string] => {
    const text = csvOf({ ...report, model: { ...report.model, head: { ...report.model.head, ...head } } })
    const [first] = parse<Record<string, string>>(text, { columns: true })
    return Object.entries(first!).at(-1)!
  }
  expect(lastColumn({})[0]).toBe('event_kind')
  expect(lastColumn({ output: 'wheels', of })).toEqual([
    'steering_predicted_is',
    'wheels[1] less wheels[0] (normalised)'
  ])
  expect(lastColumn({ output: 'path', index: 3, unit: '1/m' })).toEqual(['steering_predicted_is', 'path[3] (1/m)'])
})
