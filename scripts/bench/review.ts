import { join } from 'node:path'
import { type App, createApp, type Spawner } from '../../src/main/app.ts'
import { emptyTraits } from '../../src/main/attention/mapTraits.ts'
import type { Cache } from '../../src/main/store/cache.ts'
import { openStore } from '../../src/main/store/store.ts'
import type { EventList, ReviewedEvent } from '../../src/shared/api.ts'
import { quantise } from '../../src/shared/saliencyMap.ts'
import { fillRun, shareMasses } from '../../testing/filledRun.ts'
import { addRun, modelDto } from '../../testing/storeRows.ts'
import { seeded } from '../../testing/seeded.ts'

/** An hour at 30 frames a second. */
const FRAMES = 108_000
const RATE = 30
/** Events that are merged at a time. */
const MERGED = 30
/** Each question is asked so many times in a round. */
const TIMES = 10

/** What a person waits for at a question to the app, in milliseconds. */
export interface Answered {
  name: string
  median: number
  /** The 95th percentile. */
  slow: number
}

const noJobs: Spawner = {
  spawn() {
    throw new Error('nothing is analysed here')
  }
}

/**
 * How long the app takes for what people do to the events of a run of an hour: a model and another one on a drive with
 * recorded steering, and hundreds of stretches in which attention leaves the lanes.
 */
export async function reviewAnswers(
  folder: string,
  rounds: number,
  say: (line: string) => void
): Promise<{ events: number; answers: Answered[] }> {
  const dataDir = join(folder, 'review')
  say(`review: making a run of ${FRAMES} frames`)
  const runId = makeRun(dataDir)
  const app = await createApp({ dataDir, spawner: noJobs, sampleDir: null, rendererDir: null })
  try {
    const asked = questions(app, runId)
    const times = new Map(Object.keys(asked).map((name): [string, number[]] => [name, []]))
    const { events } = await answerOf<EventList>(app, 'GET', `/api/runs/${runId}/events`)
    for (let round = 0; round <= rounds; round++) {
      say(`review: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`)
      for (const [name, ask] of Object.entries(asked))
        for (let time = 0; time < (round === 0 ? 1 : TIMES); time++) {
          const took = await ask(time)
          if (round > 0) times.get(name)!.push(took)
        }
    }
    const answers = [...times].map(([name, all]) => ({ name, median: part(all, 0.5), slow: part(all, 0.95) }))
    return { events: events.length, answers }
  } finally {
    await app.close()
  }
}

/** A table of them. */
export function reviewTable({ events, answers }: { events: number; answers: readonly Answered[] }): string {
  const row = (name: string, cells: readonly string[]) => name.padEnd(52) + cells.map((c) => c.padStart(10)).join('')
  return [
    row(`Review of ${FRAMES} frames, ${events} events`, ['median', '95 %']),
    ...answers.map(({ name, median, slow }) =>
      row(
        `  ${name}`,
        [median, slow].map((ms) => `${ms.toFixed(1)} ms`)
      )
    )
  ].join('\n')
}

/** Each asks once, another one of the events each time, and gives the milliseconds that it took. */
function questions(app: App, runId: string): Record<string, (time: number) => Promise<number>> {
  const run = `/api/runs/${runId}`
  const list = async (): Promise<ReviewedEvent[]> => (await answerOf<EventList>(app, 'GET', `${run}/events`)).events
  const eventAt = async (time: number): Promise<string> => `${run}/events/${(await list())[time * 7]!.id}`
  return {
    async 'a verdict'(time) {
      const event = await eventAt(time)
      return timed(() => answerOf(app, 'PUT', event, { verdict: time % 2 === 0 ? 'confirmed' : 'dismissed' }))
    },
    async 'a note'(time) {
      const event = await eventAt(time)
      return timed(() => answerOf(app, 'PUT', event, { note: `seen ${time} times` }))
    },
    async [`${MERGED} events merged`](time) {
      const events = (await list()).slice(time, time + MERGED).map(({ id }) => id)
      let merged: ReviewedEvent | null = null
      const took = await timed(async () => (merged = await answerOf(app, 'POST', `${run}/events/merge`, { events })))
      await answerOf(app, 'DELETE', `${run}/events/${merged!.id}`)
      return took
    },
    'all events': () => timed(() => answerOf(app, 'GET', `${run}/events`)),
    'the findings': () => timed(() => answerOf(app, 'GET', `${run}/findings`))
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function answerOf<T>(app: App, method: string, path: string, body?: object): Promise<T> {
  const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await app.fetch(new Request(`http://bench.test${path}`, { method, ...json }))
  const answer: unknown = await response.json()
  if (response.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer as T
}

/** Two models on a drive whose steering was recorded; the id of the first one's run. */
function makeRun(dataDir: string): string {
  const store = openStore(dataDir)
  const { library } = store
  const { run } = addRun(library)
  const model = library.models.save({ ...modelDto('f'.repeat(64)), name: 'other.h5' })
  const { driveId } = run
  const key = { ...run.key, modelHash: model.hash }
  const other = library.runs.add({ driveId, modelId: model.id, engine: 'auto', key })
  const cache = store.cache(driveId)
  fill(cache, run.id, 5)
  fill(cache, other.id, 6)
  const random = seeded(7)
  const values = Array.from({ length: FRAMES }, (_, frame) => Math.sin(frame / 70) + random() / 10)
  cache.setSignals([{ name: 'angle', role: 'steering', unit: 'normalised', sourcePositive: 'left', values }])
  store.close()
  return run.id
}

/** Attention that leaves the lane every few seconds, for as long as chance has it. */
function fill(cache: Cache, runId: string, seed: number): void {
  const random = seeded(seed)
  const map = quantise(new Float32Array(4).fill(1), 2, 2)
  const steering = (frame: number): number => Math.sin(frame / 70 + seed) + random() / 5
  fillRun(cache, runId, { frames: FRAMES, rate: RATE, map: () => map, steering })
  const stretches = Array.from({ length: Math.ceil(FRAMES / 100) }, () => random())
  const share = (frame: number): number =>
    0.5 + (stretches[Math.floor(frame / 100)]! - 0.5) * 0.8 + 0.1 * Math.sin(frame / 9)
  const masses = shareMasses(FRAMES, share, () => 0.5)
  cache.setMasses(runId, 'bench', masses)
  const traits = emptyTraits(FRAMES)
  for (const values of [traits.centroidX, traits.centroidY, traits.change]) values.fill(0.5)
  cache.setTraits(runId, traits)
}

function part(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))]!
}
