import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from './inputs.ts'
import type { Subject } from './subject.ts'

/** Commands and inputs that are refused: the exit status and the sentence must stay. */
export function refusedSubjects(sample: string, folder: string): Subject[] {
  const at = (name: string): string => join(folder, name)
  const drive = join(sample, 'drive.mp4')
  const model = join(sample, 'models/honest/model.json')
  const prepare = once(async () => {
    await mkdir(at('empty'), { recursive: true })
    await mkdir(at('no weights'), { recursive: true })
    await writeFile(
      at('noise.mp4'),
      Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + 7 * i) % 251)
    )
    await writeFile(at('nothing.h5'), '')
    await writeFile(at('text.onnx'), 'these are words\n')
    await writeFile(at('other.json'), '{"name": "not a model"}')
    await writeFile(at('cut.json'), '{"version": 1, "keyfr')
    await writeFile(
      at('no weights/model.json'),
      '{"format": "layers-model", "modelTopology": {}, "weightsManifest": []}'
    )
  })
  const asked = (name: string, ...commands: string[][]): Subject => {
    return {
      kind: 'asked',
      name: `refused/${name}`,
      commands,
      expected: 'refused',
      prepare,
      seconds: commands.length / 2
    }
  }
  const analyze = (...words: string[]): string[] => ['analyze', drive, '--model', model, ...words]
  return [
    asked(
      'inputs',
      ...['missing.mp4', 'empty', 'noise.mp4', 'nothing.h5', 'text.onnx', 'other.json', 'no weights'].map((name) => [
        'info',
        at(name)
      ])
    ),
    asked(
      'choices',
      analyze('--method', 'no-such'),
      analyze('--set', 'masks=many', '--method', 'rise'),
      analyze('--set', 'masks=0', '--method', 'rise'),
      analyze('--lanes', at('cut.json')),
      analyze('--lanes', at('missing.json')),
      analyze('--recipe', at('cut.json')),
      analyze('--recipe', at('other.json')),
      analyze('--reading', 'as=colour-frames'),
      analyze('--track', '3')
    ),
    asked('swapped', ['analyze', model, '--model', drive], ['recipe', drive, '--model', at('missing.h5')]),
    asked('runs', ['export', 'feed', '--format', 'csv', '--out', at('none.csv')], ['library', '--restore', 'newest']),
    asked(
      'usage',
      [],
      ['look'],
      ['info'],
      ['analyze', drive],
      analyze('--engine', 'abacus'),
      analyze('--explain', 'up'),
      ['export', 'feed', '--format', 'pdf', '--out', at('none.pdf')],
      ['info', drive, '--no-such']
    )
  ]
}
