import { expect, test } from 'vitest'
import { choiceOf, toldBy } from '../../../../src/renderer/model/layersChoice.ts'
import { type TakenLayers, ToldLayers } from '../../../../src/shared/toldLayers.ts'

const taken: TakenLayers = {
  activation: 'relu',
  isGuess: true,
  told: null,
  layers: [
    { at: 'conv', window: { stride: 2, padding: 0 }, activation: 'relu' },
    { at: 'mix', window: { stride: 1, padding: 0 }, activation: 'relu' },
    { at: 'fc', window: null, activation: 'none' }
  ]
}

test('nothing but what is changed is told, and the activation', () => {
  const choice = choiceOf(taken)
  expect(toldBy(choice, taken)).toEqual({ activation: 'relu' })
  choice.activation = 'elu'
  choice.layers[1]!.stride = 2
  choice.layers[1]!.padding = 1
  choice.layers[2]!.activation = 'tanh'
  const told = toldBy(choice, taken)
  expect(told).toEqual({
    activation: 'elu',
    layers: { mix: { stride: 2, padding: 1 }, fc: { activation: 'tanh' } }
  })
  expect(ToldLayers.parse(told)).toEqual(told)
})

test('what was told before stays told', () => {
  const told: ToldLayers = { activation: 'relu', layers: { conv: { stride: 2, activation: 'none' } } }
  const again = { ...taken, isGuess: false, told }
  expect(toldBy(choiceOf(again), again)).toEqual(told)
})
