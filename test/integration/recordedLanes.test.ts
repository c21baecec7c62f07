import { mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/main/app.ts'
import type { Drive, Model, Regions, Run } from '../../src/shared/api.ts'
import { CORRIDOR_MARGIN, type LaneOverview } from '../../src/shared/lanes.ts'
import { overlapOfRegions } from '../../scripts/evaluate/overlap.ts'
import { writeSmallModel } from '../../testing/smallDrive.ts'
import { ask, ended, ok, startApp } from '../fixtures/askedApp.ts'
import { makeCarlaRoute } from '../fixtures/carlaDrives.ts'
import { semanticLaneTruth, townRoad, type SemanticRoad } from '../fixtures/semanticRoad.ts'

const FRAMES = 40
/** Frames of a junction: no paint. */
const UNMARKED = [20, 24] as const
const DAMAGED = 30

/** A road that winds, its paint gone at a junction. */
const road = (frame: number): SemanticRoad => ({
  ...townRoad,
  curvature: Math.sin(frame / 10) / 150,
  gone: 0.8 * frame,
  ...(frame >= UNMARKED[0] && frame < UNMARKED[1] && { lines: [] })
})

let folder: string
let app: App
let drive: Drive
let run: Run

const send = (method: string, path: string, body?: unknown) => ask(app, method, path, body)
const regions = async () => (await ok<Regions>(send('GET', `/api/runs/${run.id}/regions`))).regions
const state = async () => (await ok<Run>(send('GET', `/api/runs/${run.id}`))).state
const use = (recorded: boolean) => ok<LaneOverview>(send('PUT', `/api/drives/${drive.id}/lanes/sources`, { recorded }))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-recorded-lanes-'))
  const route = join(folder, 'route')
  makeCarlaRoute(route, 'Bench2Drive', { frames: FRAMES, rate: 10, road })
  truncateSync(join(route, 'camera', 'semantic_front', `000${DAMAGED}.png`), 200)
  app = await startApp(join(folder, 'data'))
  drive = await ok<Drive>(send('POST', '/api/drives', { path: route }))
  const model = await ok<Model>(send('POST', '/api/models', { path: await writeSmallModel(join(folder, 'model')) }))
  run = await ok<Run>(send('POST', '/api/runs', { driveId: drive.id, modelId: model.id, engine: 'tf-wasm' }))
  expect((await ended(app, run.id)).at(-1)!.state).toBe('finished')
}, 120_000)

afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

it('finds the lanes of semantic pictures with the recording, and nothing where the markings do not tell', async () => {
  const shown = await regions()
  const told = shown.map((region) => region?.source === 'recorded')
  const silent = told.flatMap((isTold, frame) => (isTold ? [] : [frame]))
  expect(silent).toEqual([20, 21, 22, 23, DAMAGED])
  for (const frame of [0, 10, 35]) {
    const scene = road(frame)
    const truth = semanticLaneTruth(scene, [-1.75, 1.75], CORRIDOR_MARGIN, 45)
    expect(overlapOfRegions(shown[frame]!.polygon, truth, scene)).toBeGreaterThan(0.9)
  }
})

it('names the picture that cannot be read', async () => {
  const { warnings } = await ok<Run>(send('GET', `/api/runs/${run.id}`))
  expect(warnings.map(({ message }) => message)).toContainEqual(
    `1 of the semantic pictures cannot be read, first 000${DAMAGED}.png; there is no lane of the recording in their frames.`
  )
})

it('is switched off and on again as other sources are, and scores follow', async () => {
  const off = await use(false)
  expect([off.settings.recorded, off.sources.some(({ source }) => source === 'recorded')]).toEqual([false, false])
  expect((await regions()).some((region) => region?.source === 'recorded')).toBe(false)
  expect(await state()).toBe('finished')
  const on = await use(true)
  expect(on.sources.find(({ source }) => source === 'recorded')?.frames).toBe(FRAMES - 5)
  expect(await state()).toBe('finished')
})
