import { expect, it } from 'vitest'
import type { Findings } from '../../../src/shared/api.ts'
import { headline, headlineInShort, isAllWell, noOthers, steeringDoubt } from '../../../src/shared/findingsInWords.ts'
import { quietFindings } from '../../fixtures/findings.ts'

it.each<[Partial<Findings>, string, string]>([
  [{}, 'Attention stayed in the lane', 'The model’s attention stayed with the lane.'],
  [
    { judged: 20, coverage: 0.2 },
    'Attention stayed in the lane (20 % known)',
    'Where the lane was found, in 20 % of the drive, the model’s attention stayed with it.'
  ],
  [
    { stretches: 1, shareOfDrive: 0.2 },
    'Attention left the lane 1 time',
    'The model’s attention left the lane in one stretch, 20 % of the drive.'
  ],
  [
    { stretches: 3, shareOfDrive: 0.36 },
    'Attention left the lane 3 times',
    'The model’s attention left the lane in 3 stretches, 36 % of the drive.'
  ],
  [
    { stretches: 1, shareOfDrive: 1, mostlyOff: true },
    'Attention was off the lane (100 % of the drive)',
    'The model’s attention was off the lane in 100 % of the drive.'
  ],
  [
    { others: { ...noOthers, lost: { events: 1, firstAt: 12.3 } } },
    'Lane lost once; attention stayed in the lane',
    'The model’s attention stayed with the lane; the lane was lost once, look at 0:12.3.'
  ],
  [
    {
      ...{ judged: 20, coverage: 0.2 },
      others: { lost: { events: 2, firstAt: 61 }, jumped: { events: 1, firstAt: 3 } }
    },
    'Lane lost 2 times; jumped once; attention stayed in the lane (20 % known)',
    'Where the lane was found, in 20 % of the drive, the model’s attention stayed with it; ' +
      'the lane was lost 2 times, first at 1:01.0; attention jumped once, look at 0:03.0.'
  ],
  [
    { judged: 0, coverage: 0 },
    'No lanes are known',
    'No frame could be judged: no lanes were found with enough certainty, and none were drawn.'
  ],
  [
    { judged: 0, coverage: 0, attended: 0 },
    'The maps are empty',
    'No frame could be judged: the maps are zero everywhere, so what the model looks at is unknown.'
  ],
  [{ judged: 0, coverage: 0, attended: null }, 'Not scored yet', 'The frames are not scored yet.']
])('of %o it says %s', (found, short, sentence) => {
  expect(headlineInShort({ ...quietFindings, ...found })).toBe(short)
  expect(headline({ ...quietFindings, ...found })).toBe(sentence)
})

it('is all well only where nearly all of the drive could be judged', () => {
  const lost = { others: { ...noOthers, lost: { events: 1, firstAt: 0 } } }
  const wells = [{}, { coverage: 0.2 }, { stretches: 1 }, { judged: 0, coverage: 0 }, lost]
  expect(wells.map((found) => isAllWell({ ...quietFindings, ...found }))).toEqual([true, false, false, false, false])
})

it.each<[number | null, RegExp | null]>([
  [null, null],
  [0.97, null],
  [0.5, null],
  [0.34, /steers little like the driver \(r = 0\.34\): .*other pictures than in its training\.$/],
  [-0.2, /steers little like the driver \(r = -0\.20\)/],
  [-0.93, /to the other side than the driver \(r = -0\.93\): correct which way/]
])('of a correlation of %o it doubts %s', (correlation, says) => {
  const doubt = steeringDoubt({ correlation })
  if (says) expect(doubt).toMatch(says)
  else expect(doubt).toBeNull()
})
