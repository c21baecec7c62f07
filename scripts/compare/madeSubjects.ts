import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpeg, once } from './inputs.ts'
import { sequenceModel, smallModel, writeLayersModel } from './layersModel.ts'
import { everything, type RunSubject, type Subject } from './subject.ts'

/** A model of a sequence of frames, in two readings, and lanes from labels, on a folder of pictures of the sample. */
export function madeSubjects(sample: string, folder: string): Subject[] {
  const pictures = join(folder, 'pictures')
  const labels = join(folder, 'labels.json')
  const [small, sequence] = [join(folder, 'small'), join(folder, 'sequence')]
  const prepare = once(async () => {
    await mkdir(pictures, { recursive: true })
    const every = ['-frames:v', '60', '-vf', 'scale=480:270', '-q:v', '3']
    await ffmpeg('-i', join(sample, 'drive.mp4'), ...every, join(pictures, '%04d.jpg'))
    await writeFile(labels, labelsOf(await readdir(pictures)))
    await writeLayersModel(small, smallModel)
    await writeLayersModel(sequence, sequenceModel)
  })
  const run = (of: Pick<RunSubject, 'name' | 'model' | 'method'> & Partial<RunSubject>): RunSubject => ({
    kind: 'run',
    recording: [pictures],
    engine: 'ort',
    exports: everything,
    prepare,
    seconds: 4,
    ...of
  })
  const model = join(sequence, 'model.json')
  const apart = ['as=colour-frames', 'newest=first', 'apart=3'].flatMap((part) => ['--reading', part])
  return [
    {
      kind: 'asked',
      name: 'made/info',
      commands: [pictures, model, join(small, 'model.json')].map((path) => ['info', path, '--json']),
      expected: 'works',
      prepare,
      seconds: 2
    },
    run({ name: 'made/sequence/gradient@ort', model, method: 'gradient' }),
    run({ name: 'made/sequence/gradient+apart@ort', model, method: 'gradient', words: apart }),
    run({ name: 'made/sequence/smoothgrad@tf-wasm', model, method: 'smoothgrad', engine: 'tf-wasm' }),
    run({
      name: 'made/small/grad-cam+labels@ort',
      model: join(small, 'model.json'),
      method: 'grad-cam',
      words: ['--lanes', labels]
    })
  ]
}

/** TuSimple's labels of two lines that meet at half the height and move to the right with the frames. */
function labelsOf(files: readonly string[]): string {
  const rows = Array.from({ length: 14 }, (_, i) => 140 + 10 * i)
  const lines = files.toSorted().map((file, i) => {
    const line = (slope: number): number[] => rows.map((row) => 220 + i + slope * (row - 135))
    return JSON.stringify({ lanes: [line(-1.2), line(1.2)], h_samples: rows, raw_file: `pictures/${file}` })
  })
  return lines.join('\n') + '\n'
}
