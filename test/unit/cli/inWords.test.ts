import { expect, it } from 'vitest'
import type { AnalyzeResult } from '../../../src/main/cli/analyze.ts'
import { resultInWords } from '../../../src/main/cli/inWords.ts'
import type { Findings } from '../../../src/shared/api.ts'
import { quietFindings } from '../../fixtures/findings.ts'

const result: AnalyzeResult = {
  run: 'r1',
  frames: 100,
  seconds: 2,
  framesPerSecond: 50,
  engine: 'ort',
  method: 'gradient',
  findings: quietFindings,
  events: [],
  warnings: []
}

it.each<[string, Partial<Findings>, string]>([
  ['all is well', {}, 'attention stayed with the lanes.'],
  ['no lanes are known', { judged: 0, coverage: 0 }, 'No frame could be judged: no lanes were found'],
  ['the maps are empty', { judged: 0, coverage: 0, attended: 0 }, 'the maps are zero everywhere'],
  ['few lanes are known', { judged: 20, coverage: 0.2 }, 'in 20 % of the drive'],
  ['the model does not follow the driver', { correlation: 0.1 }, 'steers little like the driver (r = 0.10)']
])('the command says where %s', (_, found, said) => {
  expect(resultInWords({ ...result, findings: { ...quietFindings, ...found } })).toContain(said)
})
