import { expect, it } from 'vitest'
import { resultLine, runLine } from '../../../../src/renderer/shell/runWords.ts'
import type { Run } from '../../../../src/shared/api.ts'
import { quietFindings } from '../../../fixtures/findings.ts'

it.each<[Run['state'], string, string]>([
  ['paused', 'Paused at 25 %', 'Paused at 25 %'],
  ['failed', 'Failed', 'Failed'],
  ['finished', 'Attention stayed in the lane', 'Attention stayed in the lane'],
  ['lanes-outdated', 'Lanes are to be found again', 'Attention stayed in the lane'],
  ['scores-outdated', 'Frames are to be scored again', 'Attention stayed in the lane']
])('says of a run that is %s what is to be done, and what it found', (state, line, result) => {
  const run = { state, done: 25, total: 100 } as Run
  expect([runLine(run, quietFindings), resultLine(run, quietFindings)]).toEqual([line, result])
})
