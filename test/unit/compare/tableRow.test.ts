import { expect, it } from 'vitest'
import { exceptionsOf } from '../../../scripts/compare/compareAnswers.ts'
import { progressText, tableRow } from '../../../scripts/compare/tableRow.ts'

const equal = (what: string) => ({ what, difference: null, excused: null })

it('says in one row what is compared, and below it what differs and what is let pass', () => {
  const [excused = null] = exceptionsOf(['csv$'], [])
  const difference = { where: 'line 2', before: 'a', after: 'b' }
  const compared = [equal('cache/maps'), equal('cache/runs'), { what: 'csv', difference, excused }]
  expect(tableRow('tub/dave', 'allowed', compared, null).split('\n')).toEqual([
    `${'tub/dave'.padEnd(44)} allowed: cache (2), csv`,
    "    csv, line 2 (let pass by --allow 'csv$')",
    '      before: a',
    '      after:  b'
  ])
})

it.each([
  ['nothing is done', 0, 0, 0, '0 of 8 subjects'],
  ['a quarter is done', 2, 0.25, 30, '2 of 8 subjects, 4.0 a minute, about 2 min left'],
  ['nearly all is done', 6, 0.9, 90, '6 of 8 subjects, 4.0 a minute, about 10 s left']
])('progress where %s', (_, done, share, seconds, text) => {
  expect(progressText(done, 8, share, seconds)).toBe(text)
})
