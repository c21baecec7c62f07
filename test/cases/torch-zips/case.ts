import { join } from 'node:path'
import { zipSync } from 'fflate'
import { put } from '../../fixtures/foreignFiles.ts'
import type { Case } from '../case.ts'

/** A zip whose entries come in this order. */
const zip = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(40)])), { level: 0 })

export default {
  about: 'What torch.export.save, torch.save and older versions of torch.jit.save wrote, also under other names.',
  async make(folder) {
    put(join(folder, 'model.pt2'), zip('model/archive_format', 'model/models/model.json', 'model/version'))
    put(join(folder, 'exported.zip'), zip('archive_format', 'models/model.json'))
    put(join(folder, 'older.zip'), zip('net/version', 'net/code/__torch__/net.py', 'net/data.pkl', 'net/constants.pkl'))
    put(join(folder, 'weights.pth'), zip('archive/data.pkl', 'archive/data/0'))
  },
  expect: [
    ...['model.pt2', 'exported.zip', 'older.zip'].map((open) => ({
      open,
      refused: /is a program of PyTorch.*never run; export.*torch\.onnx\.export/
    })),
    { open: 'weights.pth', refused: /'weights\.pth' is a pickle.*never run; export.*torch\.onnx\.export/ }
  ]
} satisfies Case
