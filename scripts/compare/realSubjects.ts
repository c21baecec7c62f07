import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpeg, once } from './inputs.ts'
import { everything, type RunSubject, type Subject } from './subject.ts'

/** Real recordings and models, as `data` holds them for test/real; `folder` is for the video that one of them lacks. */
export function realSubjects(data: string, sample: string, folder: string): Subject[] {
  const video = (name: string): string => join(data, 'videos', name)
  const drives: Record<string, Pick<RunSubject, 'recording' | 'seconds'> & { prepare?: () => Promise<void> }> = {
    highway: { recording: [video('solidWhiteRight.mp4')], seconds: 7 },
    crash: { recording: [video('Danziger-both-data-mountain-track-10-crash.mp4')], seconds: 6 },
    beach: { recording: [video('Danziger-both-data-beach-track-first-10-s.mp4')], seconds: 8 },
    tub: { recording: [join(data, 'donkey-tub-v2/tub')], seconds: 10 },
    stills: { recording: [video('solidWhiteRight-stills')], seconds: 4 },
    segment: { recording: [join(folder, '40')], seconds: 10, prepare: segment(data, sample, folder) }
  }
  const models: Record<string, string> = {
    nvidia: 'naokishibuya/model.h5',
    lenet: 'danziger/model-17c90d5f.h5',
    linear: 'danziger/model-79ec68c6.h5',
    segmenter: 'lane-segmenter/full_CNN_model.h5'
  }
  const modelFile = (name: string): string => join(data, 'models', models[name]!)
  const run = (name: string): RunSubject => {
    const [drive = '', model = '', method = '', engine = 'ort'] = name.split(/[/@]/)
    const isEngine = engine === 'ort' || engine === 'tf-native' || engine === 'tf-wasm'
    if (!isEngine) throw new TypeError(`no engine: ${engine}`)
    return {
      kind: 'run',
      name: `real/${name}`,
      ...drives[drive]!,
      model: modelFile(model),
      method,
      engine,
      exports: everything
    }
  }
  return [
    ...Object.entries(drives).map(([name, { recording, prepare }]): Subject => ({
      kind: 'asked',
      name: `real/${name}/info`,
      commands: [['info', ...recording, '--json']],
      expected: 'works',
      seconds: 1,
      ...(prepare && { prepare })
    })),
    {
      kind: 'asked',
      name: 'real/models/info',
      commands: Object.keys(models).map((name) => ['info', modelFile(name), '--json']),
      expected: 'works',
      seconds: 3
    },
    {
      kind: 'asked',
      name: 'real/refused',
      commands: [
        ['info', join(data, 'models/comma-json/steering_angle.json')],
        ['analyze', ...drives['stills']!.recording, '--model', modelFile('linear'), '--method', 'grad-cam'],
        ['recipe', ...drives['crash']!.recording, '--model', modelFile('lenet')]
      ],
      expected: 'refused',
      seconds: 4
    },
    ...[
      'highway/nvidia/visual-backprop@ort',
      'highway/nvidia/gradient@ort',
      'highway/nvidia/gradient@tf-native',
      'highway/lenet/grad-cam@ort',
      'highway/linear/gradient@ort',
      'highway/segmenter/gradient@ort',
      'crash/lenet/visual-backprop@ort',
      'crash/lenet/guided@tf-wasm',
      'beach/nvidia/gradient-input@ort',
      'tub/lenet/gradient@ort',
      'tub/nvidia/grad-cam@ort',
      'segment/nvidia/visual-backprop@ort',
      'stills/nvidia/integrated-gradients@ort'
    ].map(run)
  ]
}

/** The logs of a real minute, with the sample's film as the video that this copy of them lacks. */
function segment(data: string, sample: string, folder: string): () => Promise<void> {
  return once(async () => {
    const place = join(folder, '40')
    await mkdir(place, { recursive: true })
    const route = join(data, 'comma2k19-example/Example_1')
    const [drive = ''] = await readdir(route)
    for (const part of ['global_pose', 'processed_log'])
      await symlink(join(route, drive, '40', part), join(place, part))
    const coding = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc']
    const film = ['-i', join(sample, 'drive.mp4'), '-frames:v', '1200', '-vf', 'scale=320:180', '-r', '20']
    await ffmpeg(...film, ...coding, join(place, 'video.hevc'))
  })
}
