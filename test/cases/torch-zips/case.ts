import { join } from 'node:path'
import { put } from '../../fixtures/foreignFiles.ts'
import { zipOf } from '../../fixtures/storedZip.ts'
import { called, named, pickled, Written } from '../../fixtures/torchPickle.ts'
import type { Case } from '../case.ts'

/** A zip whose entries come in this order. */
const zip = (...names: string[]): Uint8Array =>
  zipOf(Object.fromEntries(names.map((name) => [name, new Uint8Array(40)])))

const wholeModel = new Written(named('__main__.PilotNet').bytes, ')', 0x81)

export default {
  about: 'Zips of PyTorch that hold no weights alone: programs, whole models, engines; also under other names.',
  async make(folder) {
    put(join(folder, 'model.pt2'), zip('model/archive_format', 'model/models/model.json', 'model/version'))
    put(join(folder, 'exported.zip'), zip('archive_format', 'models/model.json'))
    put(join(folder, 'older.zip'), zip('net/version', 'net/code/__torch__/net.py', 'net/data.pkl', 'net/constants.pkl'))
    put(join(folder, 'whole.pth'), zipOf({ 'archive/data.pkl': pickled(wholeModel) }))
    put(join(folder, 'trt.pth'), zipOf({ 'a/data.pkl': pickled(new Map([['engine', called('builtins.bytearray')]])) }))
    put(join(folder, 'data.pkl'), Buffer.from([0x80, 4, 0x95, 1, 0]))
  },
  expect: [
    ...['model.pt2', 'exported.zip'].map((open) => ({
      open,
      refused: /is damaged, or of a version of PyTorch.*export it with PyTorch 2\.4 to 2\.9/
    })),
    { open: 'older.zip', refused: /is a program of PyTorch.*TorchScript.*never run; export.*torch\.onnx\.export/ },
    {
      open: 'whole.pth',
      refused:
        /'whole\.pth' holds a whole model \(__main__\.PilotNet\).*torch\.save\(model\.state_dict\(\), 'model\.pth'\)/
    },
    { open: 'trt.pth', refused: /names builtins\.bytearray, as torch2trt's engines are/ },
    {
      open: 'data.pkl',
      refused: /'data\.pkl' is a pickle of Python: a program, which is never run.*torch\.onnx\.export/
    }
  ]
} satisfies Case
