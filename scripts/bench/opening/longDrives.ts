import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApp, nodeSpawner } from '../../../src/main/app.ts'
import type { Drive, Model, Progress, Run, Timeline } from '../../../src/shared/api.ts'
import { streamedLines } from '../../../src/shared/streamedLines.ts'
import { ffmpeg } from '../../../testing/recordings.ts'
import { writeSmallModel } from '../../../testing/smallDrive.ts'
import { makePictures } from './inputs.ts'
import { openLog } from '../../../src/main/log/log.ts'

/** Resident memory of the app and of its job process, in megabytes, when so many frames were there. */
interface Reading {
  done: number
  app: number
  job: number
}

/** Frames at which memory is read: everything has been started by the first of them. */
const readAt = (frames: number): number[] => [2_000, 50_000, frames / 2, 0.95 * frames]

/** How memory went while a long drive was analysed and then played. */
export interface LongDrive {
  name: string
  frames: number
  analysing: Reading[]
  /** Memory of the app before and after pictures from all over the drive were fetched in playing order. */
  playing: { before: number; after: number; pictures: number }
}

/** Three hours at 20 frames a second, tiny, so that it is the number of frames that counts. */
async function threeHours(folder: string): Promise<string> {
  const [once, whole] = [join(folder, 'minute.mp4'), join(folder, 'three hours.mp4')]
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=20:duration=60', ...coded, once])
  ffmpeg(['-stream_loop', '179', '-i', once, '-c', 'copy', whole])
  return whole
}

/** Analyses and plays drives of some 200,000 frames with a small model. `folder` is for files. */
export async function longDrives(folder: string, say: (line: string) => void): Promise<LongDrive[]> {
  const model = await writeSmallModel(join(folder, 'model'))
  const drives = [
    { name: 'three-hour video', make: () => threeHours(folder) },
    { name: 'folder of 200,000 pictures', make: () => makePictures(folder, 200_000) }
  ]
  const measured: LongDrive[] = []
  for (const { name, make } of drives) {
    say(`${name}: making it`)
    measured.push(await measure(name, await make(), model, join(folder, `data of ${name}`), say))
  }
  return measured
}

async function measure(
  name: string,
  path: string,
  model: string,
  dataDir: string,
  say: (line: string) => void
): Promise<LongDrive> {
  const spawner = nodeSpawner(new URL('../../../src/main/analysis/jobMain.ts', import.meta.url))
  const app = await createApp({ dataDir, spawner, sampleDir: null, rendererDir: null, log: openLog({ dataDir, say }) })
  const ask = async (address: string, body?: unknown): Promise<Response> => {
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await app.fetch(new Request(`http://localhost/api/${address}`, init))
    if (!response.ok) throw new Error(await response.text())
    return response
  }
  try {
    const drive = (await (await ask('drives', { path })).json()) as Drive
    const opened = (await (await ask('models', { path: model })).json()) as Model
    const run = (await (await ask('runs', { driveId: drive.id, modelId: opened.id })).json()) as Run
    const analysing: Reading[] = []
    const marks = readAt(drive.frames.count)
    for await (const line of streamedLines(await ask(`runs/${run.id}/progress`))) {
      const { done } = JSON.parse(line) as Progress
      if (done < (marks[analysing.length] ?? Infinity)) continue
      const reading = { done, app: await residentOf(process.pid), job: await jobMemory() }
      analysing.push(reading)
      say(`${name}: ${done} frames, app ${reading.app} MB, job ${reading.job} MB`)
    }
    const ended = (await (await ask(`runs/${run.id}`)).json()) as Run
    if (ended.state !== 'finished') throw new Error(`${name}: ${ended.error ?? ended.state}`)
    const timeline = (await (await ask(`drives/${drive.id}/timeline`)).json()) as Timeline
    const frames = timeline.times.length
    const before = await residentOf(process.pid)
    const pictures = 20_000
    for (let i = 0; i < pictures; i++) {
      const frame = Math.floor((i * frames) / pictures)
      await Promise.all([
        ask(`drives/${drive.id}/pictures/${frame}`).then((picture) => picture.arrayBuffer()),
        ask(`runs/${run.id}/maps/${frame}`).then((map) => map.arrayBuffer())
      ])
    }
    const playing = { before, after: await residentOf(process.pid), pictures }
    return { name, frames, analysing, playing }
  } finally {
    await app.close()
  }
}

/** Resident memory of a process in megabytes (Linux); 0 where there is none. */
async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

/** Of the children of this process the largest is the job. */
async function jobMemory(): Promise<number> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').catch(() => '')
  const sizes = await Promise.all(
    children
      .trim()
      .split(/\s+/)
      .filter(Boolean)
      .map((pid) => residentOf(Number(pid)))
  )
  return Math.max(0, ...sizes)
}

/** A table of memory on the way. */
export function longTable(measured: readonly LongDrive[]): string {
  return measured
    .map(({ name, frames, analysing, playing }) => {
      const rows = analysing.map(({ done, app, job }) => `  at frame ${done}: app ${app} MB, job ${job} MB`)
      const { before, after, pictures } = playing
      return [
        `${name}, ${frames} frames analysed`,
        ...rows,
        `  played ${pictures} frames with their maps: app ${before} MB before, ${after} MB after`
      ].join('\n')
    })
    .join('\n\n')
}
