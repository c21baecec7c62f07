import { expect, it } from 'vitest'
import { layerMeanInWords, layerMeanName, layerMeanNamed } from '../../../src/shared/layerMean.ts'

const layers = ['conv3', 'conv/BiasAdd:0', 'conv/BiasAdd']

it.each([
  ['conv3', { layer: 'conv3', channel: null }, 'the mean of conv3'],
  ['conv3:12', { layer: 'conv3', channel: 12 }, 'channel 12 of conv3'],
  ['conv/BiasAdd:0', { layer: 'conv/BiasAdd:0', channel: null }, 'the mean of conv/BiasAdd:0'],
  ['conv/BiasAdd:0:0', { layer: 'conv/BiasAdd:0', channel: 0 }, 'channel 0 of conv/BiasAdd:0'],
  ['conv/BiasAdd:1', { layer: 'conv/BiasAdd', channel: 1 }, 'channel 1 of conv/BiasAdd']
])('%s names one thing', (name, of, words) => {
  expect(layerMeanNamed(name, layers)).toEqual(of)
  expect(layerMeanName(of)).toBe(name)
  expect(layerMeanInWords(of)).toBe(words)
})

it.each(['conv4', 'conv3:', 'conv3:x', 'conv3:-1', ':3', ''])('%j names none', (name) => {
  expect(layerMeanNamed(name, layers)).toBeNull()
})
