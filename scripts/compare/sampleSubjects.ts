import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpeg, once } from './inputs.ts'
import { everything, type RunSubject, type Subject } from './subject.ts'

/** On the whole drive: its events are those of a real review. */
const onDrive = [
  { model: 'honest', method: 'gradient' },
  { model: 'cheater', method: 'gradient' },
  { model: 'honest', method: 'grad-cam' },
  { model: 'cheater', method: 'visual-backprop' }
]
/** The others, and the dear ones, on less of it. */
const onClip = [
  { model: 'honest', method: 'visual-backprop', seconds: 5 },
  { model: 'cheater', method: 'grad-cam', seconds: 5 },
  { model: 'cheater', method: 'gradient-input', seconds: 5 },
  { model: 'honest', method: 'smoothgrad', seconds: 9 },
  { model: 'honest', method: 'integrated-gradients', seconds: 9 },
  { model: 'cheater', method: 'guided', seconds: 5 },
  { model: 'honest', method: 'rectified', seconds: 5 }
]
const onGlimpse = [
  { method: 'occlusion', words: [], seconds: 6 },
  { method: 'rise', words: ['--set', 'masks=200'], seconds: 10 }
]

/** The sample under both of its models, by every method and on every engine; `folder` is for shorter cuts of it. */
export function sampleSubjects(sample: string, folder: string): Subject[] {
  const drive = join(sample, 'drive.mp4')
  const model = (name: string): string => join(sample, 'models', name, 'model.json')
  const honest = model('honest')
  const clip = cut(sample, join(folder, 'clip'), 96)
  const glimpse = cut(sample, join(folder, 'glimpse'), 12)
  const run = (of: Partial<RunSubject> & Pick<RunSubject, 'name' | 'method' | 'seconds'>): RunSubject => ({
    kind: 'run',
    recording: [drive],
    model: honest,
    engine: 'ort',
    exports: everything,
    ...of
  })
  const short = { recording: [clip.video], prepare: clip.make, seconds: 5 }
  return [
    {
      kind: 'asked',
      name: 'sample/info',
      commands: [drive, honest, model('cheater')].flatMap((path) => [
        ['info', path, '--json'],
        ['info', path]
      ]),
      expected: 'works',
      seconds: 4
    },
    ...onDrive.map(({ model: name, method }) =>
      run({ name: `sample/${name}/${method}@ort`, model: model(name), method, seconds: 16 })
    ),
    run({
      name: 'sample/cheater/gradient+drawn-lanes@ort',
      model: model('cheater'),
      method: 'gradient',
      words: ['--lanes', join(sample, 'lanes.json')],
      seconds: 16
    }),
    ...onClip.map(({ model: name, method, seconds }) =>
      run({ ...short, name: `clip/${name}/${method}@ort`, model: model(name), method, seconds })
    ),
    ...onGlimpse.map((of) =>
      run({ ...of, name: `glimpse/honest/${of.method}@ort`, recording: [glimpse.video], prepare: glimpse.make })
    ),
    ...['left', 'right'].map((explain) =>
      run({ ...short, name: `clip/honest/gradient-${explain}@ort`, method: 'gradient', words: ['--explain', explain] })
    ),
    run({ ...short, name: 'clip/honest/gradient@tf-native', method: 'gradient', engine: 'tf-native' }),
    run({ ...short, name: 'clip/honest/visual-backprop@tf-native', method: 'visual-backprop', engine: 'tf-native' }),
    run({ ...short, name: 'clip/honest/gradient@tf-wasm', method: 'gradient', engine: 'tf-wasm' }),
    run({ ...short, name: 'clip/honest/grad-cam@tf-wasm', method: 'grad-cam', engine: 'tf-wasm' }),
    {
      kind: 'asked',
      name: 'clip/honest/recipe',
      commands: [['recipe', clip.video, '--model', honest, '--json']],
      expected: 'works',
      prepare: clip.make,
      seconds: 40
    }
  ]
}

/** The first frames of the sample's drive, with their line of the log each. */
function cut(sample: string, folder: string, frames: number): { video: string; make: () => Promise<void> } {
  const video = join(folder, 'drive.mp4')
  const make = once(async () => {
    await mkdir(folder, { recursive: true })
    await ffmpeg('-i', join(sample, 'drive.mp4'), '-frames:v', String(frames), '-c', 'copy', video)
    const [header = '', ...rows] = (await readFile(join(sample, 'drive.csv'), 'utf8')).split('\n')
    await writeFile(join(folder, 'drive.csv'), [header, ...rows.slice(0, frames), ''].join('\n'))
  })
  return { video, make }
}
