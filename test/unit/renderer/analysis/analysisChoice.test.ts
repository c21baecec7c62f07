import { expect, test } from 'vitest'
import type { Drive, Model } from '../../../../src/shared/api.ts'
import type { MethodOffer, MethodParameter } from '../../../../src/shared/methodSettings.ts'
import { AnalysisChoice } from '../../../../src/renderer/analysis/analysisChoice.svelte.ts'
import { byFamily, costLine, wholeCost } from '../../../../src/renderer/analysis/methodFamilies.ts'

const offer = (id: string, more: Partial<MethodOffer> = {}): MethodOffer => ({
  id,
  label: id,
  family: 'gradient',
  signed: true,
  refused: null,
  goodFor: '',
  use: 'events',
  caution: null,
  trust: null,
  cost: 1,
  parameters: [],
  ...more
})
const masks: MethodParameter = {
  kind: 'number',
  id: 'masks',
  label: 'Masks',
  default: 500,
  min: 10,
  max: 8000,
  isWhole: true
}
const layer: MethodParameter = {
  kind: 'choice',
  id: 'layer',
  label: 'Layer',
  default: 'conv5',
  choices: ['conv4', 'conv5']
}
const model = (id: string, offers: MethodOffer[]) => ({ id, methods: offers }) as Model
const drive = { id: 'drive' } as Drive

const whole = model('whole', [
  offer('visual-backprop', { signed: false }),
  offer('grad-cam', { parameters: [layer] }),
  offer('rise', { parameters: [masks] })
])
const partial = model('partial', [
  offer('visual-backprop', { signed: false, refused: 'it has no convolutions' }),
  offer('rise', { parameters: [masks] })
])

test('without a choice the first method that can be used is asked for, with nothing changed', () => {
  const choice = new AnalysisChoice(() => [partial])
  expect(choice.refused.map(({ id }) => id)).toEqual(['visual-backprop'])
  expect(choice.startFor(drive)).toEqual({
    driveId: 'drive',
    modelId: 'partial',
    method: 'rise',
    explain: 'change',
    settings: {},
    engine: 'auto'
  })
  expect(new AnalysisChoice(() => []).startFor(drive)).toBeNull()
})

test('only parameters that differ from their defaults are sent, and only those of the method', () => {
  const choice = new AnalysisChoice(() => [whole])
  choice.chooseMethod('rise')
  choice.set('masks', 1000)
  expect(choice.changed).toEqual({ masks: 1000 })
  choice.chooseMethod('grad-cam')
  expect(choice.changed).toEqual({})
  choice.set('layer', 'conv4')
  expect(choice.startFor(drive)?.settings).toEqual({ layer: 'conv4' })
  choice.chooseMethod('rise')
  expect(choice.valueOf('masks')).toBe(1000)
  choice.set('masks', 500)
  expect(choice.changed).toEqual({})
})

test('a direction is asked only of methods that know directions', () => {
  const choice = new AnalysisChoice(() => [whole])
  choice.explain = 'left'
  expect(choice.startFor(drive)?.explain).toBe('change')
  choice.chooseMethod('rise')
  expect(choice.startFor(drive)?.explain).toBe('left')
})

test('a method that another model refuses gives way to one that it has', () => {
  const choice = new AnalysisChoice(() => [whole, partial])
  choice.chooseMethod('visual-backprop')
  choice.chooseModel('partial')
  expect(choice.method?.id).toBe('rise')
})

test('methods stand together by what they ask the model for', () => {
  const offers = [
    offer('a', { family: 'perturbation' }),
    offer('b', { family: 'activation' }),
    offer('c', { family: 'perturbation' })
  ]
  expect(byFamily(offers).map(({ methods }) => methods.map(({ id }) => id))).toEqual([['b'], ['a', 'c']])
})

test.each([
  [1, '1 run a frame'],
  [0.2, '1 run a frame'],
  [52, '52 runs a frame'],
  [1000.4, '1,000 runs a frame']
])('a cost of %d is said as %s', (cost, line) => expect(costLine(cost)).toBe(line))

test.each([
  [1, 1220, '1 run of the model for each frame, about 1,200 for this drive'],
  [363.7, 18000, '364 runs of the model for each frame, about 6,500,000 for this drive']
])('what a drive costs is said before the start: %d by %d frames', (cost, frames, line) => {
  expect(wholeCost(cost, frames)).toBe(line)
})

test('a model that a person came from is chosen first, as long as it is there', () => {
  const chosen = new AnalysisChoice(() => [whole, partial], 'partial')
  expect(chosen.model?.id).toBe('partial')
  expect(new AnalysisChoice(() => [whole, partial], 'gone').model?.id).toBe('whole')
})
