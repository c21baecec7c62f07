import { join } from 'node:path'
import { type AnalyzeResult, analyze } from '../../src/main/cli/analyze.ts'
import { createApp, nodeSpawner } from '../../src/main/app.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import type { DecodePlan } from '../../src/main/decode/decode.ts'
import { runFfmpeg } from '../../src/main/decode/ffmpeg.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import { writeDave2 } from './dave2Model.ts'
import type { Case } from './rounds.ts'

const never = new AbortController().signal
const [width, height, seconds, loops] = [1280, 720, 10, 3]
const frames = seconds * 30 * loops
/** Methods whose cost beside decoding is worth a look; those of many runs take as long as their runs do. */
const whole = ['visual-backprop', 'gradient', 'grad-cam']

/** The ffmpeg pass alone and the whole job, on a made drive of 720p at 30 frames a second. `folder` is for files. */
export async function driveCases(folder: string): Promise<Case[]> {
  const video = await makeDrive(folder)
  const model = await writeDave2(folder)
  const group = `720p drive, ${frames} frames`
  const plan = { source: { type: 'video', file: video }, width, height, from: 0 } as const
  const size = { width: 200, height: 66, filter: 'bilinear' } as const
  const input = { crop: null, resize: size }
  const passes: { name: string; plan: DecodePlan }[] = [
    { name: 'ffmpeg pass: pictures', plan: { ...plan, input: null, pictureWidth: 640, viewWidth: null } },
    { name: 'ffmpeg pass: pictures, model input', plan: { ...plan, input, pictureWidth: 640, viewWidth: null } },
    {
      name: 'ffmpeg pass: pictures, model input, lane view',
      plan: { ...plan, input, pictureWidth: 640, viewWidth: 320 }
    }
  ]
  let jobs = 0
  return [
    ...passes.map(({ name, plan }) => ({ group, name, frames, run: () => decodeAll(plan) })),
    ...whole.map(methodById).map(({ id, label }) => ({
      group,
      name: `whole job: ${label}`,
      frames,
      run: async () => {
        const { frames: done } = await analyseAnew(join(folder, `data${jobs++}`), video, model, id)
        if (done !== frames) throw new Error(`the job did ${done} of ${frames} frames`)
      }
    }))
  ]
}

async function decodeAll(plan: DecodePlan): Promise<void> {
  let decoded = 0
  for await (const _ of decodeFrames(plan, never)) decoded++
  if (decoded !== frames) throw new Error(`ffmpeg gave ${decoded} of ${frames} frames`)
}

/** The job as the command does it, in its own process, into a data folder of its own. */
async function analyseAnew(dataDir: string, recording: string, model: string, method: string): Promise<AnalyzeResult> {
  const spawner = nodeSpawner(new URL('../../src/main/analysis/jobMain.ts', import.meta.url))
  const app = await createApp({ dataDir, spawner, sampleDir: null, rendererDir: null })
  try {
    const unset = {
      openWith: {},
      recipe: undefined,
      explain: undefined,
      settings: undefined,
      lanes: undefined,
      engine: undefined
    }
    return await analyze(app, { ...unset, recording, model, method, dataDir, json: true }, never)
  } finally {
    await app.close()
  }
}

/** A test picture with moving parts and grain, H.264: as hard to decode as a road. */
async function makeDrive(folder: string): Promise<string> {
  const [once, whole] = [join(folder, 'once.mp4'), join(folder, 'drive.mp4')]
  const picture = `testsrc2=size=${width}x${height}:rate=30:duration=${seconds},noise=alls=6:allf=t`
  const coded = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '27', '-pix_fmt', 'yuv420p']
  await ffmpeg(['-f', 'lavfi', '-i', picture, ...coded, once])
  await ffmpeg(['-stream_loop', String(loops - 1), '-i', once, '-c', 'copy', whole])
  return whole
}

async function ffmpeg(options: readonly string[]): Promise<void> {
  const { status, lines } = await runFfmpeg(['-y', ...options], never)
  if (status !== 0) throw new Error(`ffmpeg failed: ${lines.at(-1)}`)
}
