import { describe, expect, it } from 'vitest'
import { withoutCircumstances, withoutProgress } from '../../../scripts/compare/circumstances.ts'

const from = Date.UTC(2026, 10, 29, 14, 40, 30)
const circumstances = {
  dataDir: '/tmp/compare/before',
  version: '0.1.0',
  runId: 'ad1b92f19962aa10',
  from,
  until: from + 5000
}

describe('circumstances', () => {
  it.each([
    ['a minute of the comparison', 'Lanegaze 0.1.0, 2026-11-29 14:40 UTC', 'Lanegaze <version>, <now>'],
    ['a second of it', '"at": "2026-11-29T14:40:32.125Z"', '"at": "<now>"'],
    ['its milliseconds', `{"created_at":${from + 1200}}`, '{"created_at":<now>}'],
    ['its folder', "no 'keyframes' in /tmp/compare/before/data/x", "no 'keyframes' in <data folder>/data/x"],
    ['the run', 'lanegaze export ad1b92f19962aa10', 'lanegaze export <run>'],
    ['a port', 'http://127.0.0.1:43211/?token', 'http://127.0.0.1:<port>/?token'],
    ['an unfinished file', "open '/x/.lanegaze-8123.part'", "open '/x/.lanegaze-<process>.part'"],
    [
      'the pace',
      '{\n  "seconds": 10.85,\n  "framesPerSecond": 112.4\n}',
      '{\n  "seconds": <pace>,\n  "framesPerSecond": <pace>\n}'
    ]
  ])('%s is taken out', (_, text, plain) => {
    expect(withoutCircumstances(text, circumstances)).toBe(plain)
  })

  it.each([
    ['the day of a recording', 'recorded 2026-11-29 09:15 UTC'],
    ['a date after the answer', '2026-11-29T14:40:36Z'],
    ['milliseconds of another day', '{"t":1500000000000}'],
    ['digits of a fraction', `0.${from}`],
    ['another version', 'Lanegaze 0.2.0'],
    ['seconds of something else', '    "seconds": 12.5,'],
    ['that nothing was analysed', '  "framesPerSecond": null,']
  ])('%s stays', (_, text) => {
    expect(withoutCircumstances(text, circumstances)).toBe(text)
  })
})

it('takes progress out of standard error, and nothing else', () => {
  const said = 'By default RISE runs the model about 1001 times for each frame.\n'
  const progress =
    'analysing: 480 of 1220 frames (39 %), 88.1 a second, 9 s left\nfinding the lanes: 4 of 9 frames (44 %)\nscoring 12 frames\n'
  expect(withoutProgress(said + progress + 'The drive is gone.\n')).toBe(said + 'The drive is gone.\n')
})
