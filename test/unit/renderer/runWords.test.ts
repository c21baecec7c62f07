import { expect, it } from 'vitest'
import { eventsLine, resultLine, runLine } from '../../../src/renderer/library/runWords.ts'
import type { Findings, Run } from '../../../src/shared/api.ts'

const findings: Findings = {
  correlation: null,
  stretches: 0,
  shareOfDrive: 0,
  judged: 100,
  coverage: 1,
  whereabouts: null,
  lift: 1
}

it.each<[Partial<Findings>, string]>([
  [{}, 'Attention stayed in the lanes'],
  [{ stretches: 1, shareOfDrive: 0.2 }, 'Attention left the lanes 1 time'],
  [{ stretches: 3, shareOfDrive: 0.36 }, 'Attention left the lanes 3 times'],
  [{ stretches: 1, shareOfDrive: 1 }, 'Attention was off the lanes for the whole drive']
])('says how often attention left: %o', (found, sentence) => {
  expect(eventsLine({ ...findings, ...found })).toBe(sentence)
})

it.each<[Run['state'], string, string]>([
  ['paused', 'Paused at 25 %', 'Paused at 25 %'],
  ['failed', 'Failed', 'Failed'],
  ['finished', 'Attention stayed in the lanes', 'Attention stayed in the lanes'],
  ['lanes-outdated', 'Lanes are to be found again', 'Attention stayed in the lanes'],
  ['scores-outdated', 'Frames are to be scored again', 'Attention stayed in the lanes']
])('says of a run that is %s what is to be done, and what it found', (state, line, result) => {
  const run = { state, done: 25, total: 100 } as Run
  expect([runLine(run, findings), resultLine(run, findings)]).toEqual([line, result])
})
