import { expect, it } from 'vitest'
import { resultOf } from '../../../src/main/hosts/cli/analyze.ts'
import { resultInWords } from '../../../src/main/hosts/cli/inWords.ts'
import type { Findings, Run } from '../../../src/shared/api.ts'
import { outdatedWords } from '../../../src/shared/runState.ts'
import { quietFindings } from '../../fixtures/findings.ts'
import { runDto } from '../../fixtures/runDto.ts'
import { modelDto } from '../../../testing/storeRows.ts'

function resultWith(found: Partial<Findings>, changes: Partial<Run> = {}) {
  const { methods } = modelDto()
  const model = { methods: methods.map((method) => ({ ...method, caution: 'Look twice.' })) }
  const findings = { ...quietFindings, ...found }
  return resultOf({ run: runDto(changes), findings, events: [], untold: [], model, seconds: 2, analysed: 100 })
}

it.each<[string, Partial<Findings>, string]>([
  ['all is well', {}, 'attention stayed with the lane.'],
  ['no lanes are known', { judged: 0, coverage: 0 }, 'No frame could be judged: no lanes were found'],
  ['the maps are empty', { judged: 0, coverage: 0, attended: 0 }, 'the maps are zero everywhere'],
  ['few lanes are known', { judged: 20, coverage: 0.2 }, 'in 20 % of the drive'],
  ['the model does not follow the driver', { correlation: 0.1 }, 'steers little like the driver (r = 0.10)']
])('the command says where %s', (_, found, said) => {
  expect(resultInWords(resultWith(found))).toContain(said)
})

const far = { lanes: 0.1, left: 0.3, right: 0.3, above: 0.3, below: 0 }
it.each<[string, Partial<Findings>, Partial<Run>, string[]]>([
  ['nothing', {}, {}, []],
  ['that no frame could be judged', { judged: 0, coverage: 0 }, {}, ['No frame could be judged: no lanes were found']],
  ['that few could', { judged: 20, coverage: 0.2 }, {}, ['80 of 100 frames have no lane region']],
  ['not that nearly all could', { judged: 95, coverage: 0.95 }, {}, []],
  ['that the model steers otherwise', { correlation: 0.1 }, {}, ['The model steers little like the driver']],
  ['that it looks elsewhere', { lift: 0.5, whereabouts: far }, {}, ['less than a model that knows nothing of lanes']],
  ['not where that is flagged', { lift: 0.5, whereabouts: far, stretches: 1 }, {}, ['Gradient: look twice.']],
  ['what to know of the method', { stretches: 1, shareOfDrive: 0.1 }, {}, ['Gradient: look twice.']],
  ['that results are from before', {}, { state: 'lanes-outdated' }, [outdatedWords['lanes-outdated'].why]],
  ['why they could not be made again', {}, { state: 'lanes-outdated', error: 'Gone.' }, ['Gone.', 'Lanes would be']],
  ['that the recipe was another', {}, { recipeChanged: true }, ['The model has another recipe']],
  ['that it is another engine', {}, { engineAsked: 'tf-wasm' }, ['with ONNX Runtime, though TensorFlow.js']],
  [
    'why it is another engine, once',
    {},
    { engineAsked: 'ort-gpu', warnings: [{ code: 'engine-changed', message: 'No graphics processor.' }] },
    ['No graphics processor.']
  ],
  [
    'what was odd about drive, model and run',
    { correlation: -0.9 },
    { warnings: ['The unit was guessed.', 'Frame 7 is damaged.'].map((message) => ({ code: message, message })) },
    ['to the other side than the driver', 'The unit was guessed.', 'Frame 7 is damaged.']
  ]
])('the command says %s in words and as JSON alike', (_, found, changes, odd) => {
  const result = resultWith(found, changes)
  expect(result.warnings).toEqual(odd.map((part) => expect.stringContaining(part) as string))
  const words = resultInWords(result)
  for (const message of result.warnings) expect(words.split(message)).toHaveLength(2)
})

it('the command that makes a report names the folder that the run is kept in', () => {
  const told = resultInWords(resultWith({}), "/some where/it's")
  expect(told.trimEnd()).toMatch(/--out report\.html --data-dir '\/some where\/it'\\''s'$/)
  expect(resultInWords(resultWith({}))).not.toContain('--data-dir')
})
