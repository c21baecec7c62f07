import { join } from 'node:path'
import { zipSync } from 'fflate'
import { put } from '../../fixtures/foreignFiles.ts'
import type { Case } from '../case.ts'

/** A zip whose entries come in this order. */
const zip = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(40)])), { level: 0 })

export default {
  about: 'What torch.jit.save wrote: a zip that was said to be no Keras model.',
  async make(folder) {
    put(join(folder, 'model.pt'), zip('model/data/0', 'model/data/1', 'model/data.pkl', 'model/code/__torch__/net.py'))
  },
  expect: [
    { open: 'model.pt', refused: /'model\.pt' is a program of PyTorch.*TorchScript.*never run.*torch\.onnx\.export/ }
  ]
} satisfies Case
