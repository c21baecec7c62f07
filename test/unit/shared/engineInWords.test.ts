import { expect, it } from 'vitest'
import { engineInWords } from '../../../src/shared/engineInWords.ts'

const disagreement = { code: 'engines-disagree', message: 'They differ.' }

it.each<[...Parameters<typeof engineInWords>, string]>([
  [{ engine: null, engineAsked: 'auto', warnings: [] }, 'not known yet'],
  [{ engine: 'ort', engineAsked: 'auto', warnings: [] }, 'ONNX Runtime, the fastest here that agrees with the others'],
  [
    { engine: 'tf-wasm', engineAsked: 'auto', warnings: [disagreement] },
    'TensorFlow.js (WebAssembly), because the engines disagree'
  ],
  [{ engine: 'tf-native', engineAsked: 'tf-native', warnings: [] }, 'TensorFlow, as chosen'],
  [
    { engine: 'ort', engineAsked: 'ort-gpu', warnings: [] },
    'ONNX Runtime; ONNX Runtime on the graphics processor was asked for'
  ]
])('of %o it says why', (run, words) => {
  expect(engineInWords(run)).toBe(words)
})
