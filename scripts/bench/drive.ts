import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AnalyzeResult, analyze } from '../../src/main/hosts/cli/analyze.ts'
import { createApp, nodeSpawner } from '../../src/main/app.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import type { DecodePlan } from '../../src/main/decode/decode.ts'
import { runFfmpeg } from '../../src/main/decode/ffmpeg.ts'
import { lookEvery } from '../../src/main/lanes/betweenLooks.ts'
import { createLaneWatcher } from '../../src/main/analysis/laneWatcher.ts'
import { BATCH } from '../../src/main/analysis/passPlan.ts'
import type { LaneEvidence } from '../../src/main/lanes/detect.ts'
import { smoothLanes } from '../../src/main/lanes/smoothLanes.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import { writeDave2 } from './dave2Model.ts'
import type { Case } from './rounds.ts'

const never = new AbortController().signal
const [width, height, rate] = [1280, 720, 30]
/** The sample's film as a camera on a windscreen would record it, again and again for nearly five minutes. */
const film = new URL('../../resources/sample/drive.mp4', import.meta.url)
const [filmFrames, loops] = [1220, 7]
const frames = filmFrames * loops
/** How much more other methods cost is told by the engines' own cases. */
const method = methodById('visual-backprop')
const VIEW = { width: 320, height: 180 }

export const driveGroup = '720p drive'
export const picturesAlone = 'ffmpeg pass: pictures'
export const lanesAlone = 'lane detector: looks and smoothing'
export const wholeJob = `whole job: ${method.label}`

/**
 * The ffmpeg pass alone, the lane detector alone and the whole job, from its start to its end, on a drive of 720p at 30
 * frames a second. `folder` is for files.
 */
export async function driveCases(folder: string): Promise<Case[]> {
  const video = await makeDrive(folder)
  const model = await writeDave2(folder)
  const group = `${driveGroup}, ${frames} frames`
  const plan = { source: { type: 'video', file: video }, width, height, from: 0 } as const
  const size = { width: 200, height: 66, filter: 'bilinear' } as const
  const input = { crop: null, resize: size }
  const passes: { name: string; plan: DecodePlan }[] = [
    { name: picturesAlone, plan: { ...plan, input: null, pictureWidth: 640, viewWidth: null } },
    { name: 'ffmpeg pass: pictures, model input', plan: { ...plan, input, pictureWidth: 640, viewWidth: null } },
    {
      name: 'ffmpeg pass: pictures, model input, lane view',
      plan: { ...plan, input, pictureWidth: 640, viewWidth: VIEW.width, viewEvery: lookEvery(rate) }
    }
  ]
  const views = await viewsOf(plan)
  let jobs = 0
  return [
    ...passes.map(({ name, plan }) => ({ group, name, frames, run: () => decodeAll(plan) })),
    { group, name: lanesAlone, frames, run: () => findLanes(views) },
    {
      group,
      name: wholeJob,
      frames,
      run: async () => {
        const { frames: done } = await analyseAnew(join(folder, `data${jobs++}`), video, model)
        if (done !== frames) throw new Error(`the job did ${done} of ${frames} frames`)
      }
    }
  ]
}

async function decodeAll(plan: DecodePlan): Promise<void> {
  let decoded = 0
  for await (const _ of decodeFrames(plan, never)) decoded++
  if (decoded !== frames) throw new Error(`ffmpeg gave ${decoded} of ${frames} frames`)
}

/** The job as the command does it, in its own process, into a data folder of its own. */
async function analyseAnew(dataDir: string, recording: string, model: string): Promise<AnalyzeResult> {
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
    return await analyze(app, { ...unset, recording, model, method: method.id, dataDir, json: true }, never)
  } finally {
    await app.close()
  }
}

/** What the detector looks at while the film runs once. */
async function viewsOf(plan: Pick<DecodePlan, 'source' | 'width' | 'height' | 'from'>): Promise<Uint8Array[]> {
  const views: Uint8Array[] = []
  const pass = { ...plan, input: null, pictureWidth: null, viewWidth: VIEW.width, viewEvery: lookEvery(rate) }
  for await (const { frame, view } of decodeFrames(pass, never)) {
    if (frame === filmFrames) break
    if (view) views.push(view)
  }
  return views
}

/** The detector's whole work on the drive. */
async function findLanes(views: readonly Uint8Array[]): Promise<void> {
  const watcher = createLaneWatcher(VIEW)
  const every = lookEvery(rate)
  const evidence: (LaneEvidence | null)[] = []
  for (let from = 0; from < frames; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, frames - from) }, (_, i) => from + i)
    const looks = batch.filter((frame) => frame % every === 0)
    const seen = await watcher.see(looks.map((frame) => views[(frame / every) % views.length]!))
    evidence.push(...batch.map((frame) => seen[looks.indexOf(frame)] ?? null))
  }
  watcher.dispose()
  if (smoothLanes(evidence, rate).length !== frames) throw new Error('the detector left out frames')
}

/** H.264 of 6 Mbit/s with the grain of a small sensor. */
async function makeDrive(folder: string): Promise<string> {
  const [once, whole] = [join(folder, 'once.mp4'), join(folder, 'drive.mp4')]
  const camera = `setpts=N/${rate}/TB,scale=${width}:${height}:flags=lanczos,noise=alls=4:allf=t`
  const coded = ['-r', String(rate), '-c:v', 'libx264', '-preset', 'medium', '-b:v', '6M', '-pix_fmt', 'yuv420p']
  await ffmpeg(['-i', fileURLToPath(film), '-vf', camera, ...coded, once])
  await ffmpeg(['-stream_loop', String(loops - 1), '-i', once, '-c', 'copy', whole])
  return whole
}

async function ffmpeg(options: readonly string[]): Promise<void> {
  const { status, lines } = await runFfmpeg(['-y', ...options], never)
  if (status !== 0) throw new Error(`ffmpeg failed: ${lines.at(-1)}`)
}
