import { expect, it } from 'vitest'
import { eventsLine } from '../../../src/renderer/library/runWords.ts'
import type { Findings } from '../../../src/shared/api.ts'

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
