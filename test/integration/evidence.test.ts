import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/main/app.ts'
import type { Drive, Findings, Model, Run } from '../../src/shared/api.ts'
import type { Intervention } from '../../src/shared/intervention.ts'
import type { Polygon } from '../../src/shared/lanes.ts'
import { writeTfjsLayers } from '../../testing/modelFiles.ts'
import { seeded } from '../../testing/seeded.ts'
import { ask, ended, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { planted, writeColourfulVideo } from '../fixtures/plantedDrive.ts'

const size = { width: 64, height: 24 }
const half = (left: number): Polygon => [
  [left, 0],
  [left + 0.5, 0],
  [left + 0.5, 1],
  [left, 1]
]

interface Takes {
  /** Numbers of a pixel. */
  channels: 1 | 3
  /** Pictures in a row; one that is not in a row where it is left out. */
  frames?: number
}

/** A model that steers by the left half of its pictures and knows nothing of the right. */
async function writeOneSided(
  folder: string,
  size1 = 1 / 10,
  { channels, frames }: Takes = { channels: 3 }
): Promise<string> {
  const random = seeded(3)
  const count = size.width * size.height * channels * (frames ?? 1)
  const kernel = Float32Array.from({ length: count }, (_, i) =>
    Math.floor(i / channels) % size.width < size.width / 2 - 1 ? (random() - 0.5) * size1 : 0
  )
  const shape = [null, ...(frames === undefined ? [] : [frames]), size.height, size.width, channels]
  const layers = [
    { class_name: 'Flatten', config: { name: 'flatten', batch_input_shape: shape } },
    { class_name: 'Dense', config: { name: 'steering', units: 1, activation: 'linear', use_bias: false } }
  ]
  const topology = { model_config: { class_name: 'Sequential', config: { name: 'one-sided', layers } } }
  const path = await writeTfjsLayers(folder, topology, [{ name: 'steering/kernel', shape: [count, 1], data: kernel }])
  const recipe = {
    version: 1,
    crop: null,
    resize: { ...size, filter: 'area' },
    colour: channels === 1 ? 'gray' : 'rgb',
    scale: { multiply: 1 / 255, add: 0 }
  }
  const head = { output: 'steering', index: 0, unit: 'normalised', positive: 'left' }
  writeFileSync(`${path}.recipe.json`, JSON.stringify({ recipe, head }))
  return path
}

let folder: string
let app: App
let drive: Drive
let model: Model
let run: Run

const findings = (id = run.id): Promise<Findings> => ok(ask(app, 'GET', `/api/runs/${id}/findings`))
const drawLane = (polygon: Polygon): Promise<unknown> =>
  ok(ask(app, 'PUT', `/api/drives/${drive.id}/lanes`, { version: 1, keyframes: [{ frame: 0, polygon }] }))
const intervene = (asked: object): Promise<Response> => ask(app, 'POST', `/api/runs/${run.id}/interventions`, asked)

async function analysed(method: string): Promise<Run> {
  const wishes = { driveId: drive.id, modelId: model.id, method, engine: 'ort' }
  const { id } = await ok<Run>(ask(app, 'POST', '/api/runs', wishes))
  expect((await ended(app, id)).at(-1)).toMatchObject({ state: 'finished', error: null })
  return ok<Run>(ask(app, 'GET', `/api/runs/${id}`))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-evidence-'))
  app = await startApp(join(folder, 'data'))
  drive = await ok(ask(app, 'POST', '/api/drives', { path: writeColourfulVideo(folder) }))
  model = await ok(ask(app, 'POST', '/api/models', { path: await writeOneSided(join(folder, 'model')) }))
  await drawLane(half(0.5))
  run = await analysed('gradient')
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

it('the swap test tells at the end of an analysis that steering comes from beside the lane', async () => {
  const { swap } = await findings()
  if (swap?.state !== 'done') throw new Error(`the test is ${swap?.state}`)
  expect(swap.drive.share).toBeLessThan(0.05)
  expect(swap.drive.frames).toBe(planted.frames / 4)
  expect(swap.gap).toBeLessThan(0.1)
  expect(swap.chance!.low).toBeLessThanOrEqual(swap.chance!.high)
})

it('a test that was stopped half-way through its last frames ends as one that was not', async () => {
  const { swap } = await findings()
  const cache = new Sqlite(join(folder, 'data/cache', `${drive.id}.sqlite`))
  cache.exec('DELETE FROM swap_tests; DELETE FROM swap_rows WHERE frame % 8 = 4 AND frame > 16')
  cache.close()
  expect((await findings()).swap).toBeNull()
  await ok(ask(app, 'POST', `/api/runs/${run.id}/evidence`))
  await ended(app, run.id)
  expect((await findings()).swap).toEqual(swap)
})

it('is one of the model: another method finds it done', async () => {
  const other = await analysed('occlusion')
  expect((await findings(other.id)).swap).toEqual((await findings()).swap)
})

it('a method is tested once on a model, which the model tells from then on', async () => {
  const { trust } = await findings()
  expect(trust).toMatchObject({ frames: planted.frames })
  expect(trust!.content.low).toBeGreaterThan(0)
  const { methods } = await ok<Model>(ask(app, 'GET', `/api/models/${model.id}`))
  expect(methods.find(({ id }) => id === 'gradient')!.trust).toEqual(trust)
  expect(methods.find(({ id }) => id === 'smoothgrad')!.trust).toBeNull()
})

it('hiding what was looked at changes the steering, and hiding as much of the lane does not', async () => {
  const found = await ok<Intervention>(intervene({ first: 8, last: 30, frame: 20 }))
  expect(found).toMatchObject({ frame: 20, unit: 'normalised', ...size, channels: 3, region: null })
  expect(found.outside!.size).toBeGreaterThan(0.01)
  // The model sees nothing of the lane.
  expect(found.inside).toBeNull()
  expect(Buffer.from(found.picture, 'base64')).toHaveLength(size.width * size.height * 3)
})

it('a region may be asked for, on a frame too', async () => {
  const asked = { first: 20, last: 20, frame: 20 }
  const left = await ok<Intervention>(intervene({ ...asked, region: half(0) }))
  expect(left.region).toMatchObject({ low: null, high: null })
  expect(left.region!.size).toBeGreaterThan(0)
})

it('what cannot be asked is said in a sentence', async () => {
  const beyond = await failure(intervene({ first: 0, last: 500, frame: 0 }))
  expect(beyond).toEqual({ status: 400, error: 'Frame 500 is not analysed (yet).' })
  expect((await failure(intervene({ first: 3, last: 1, frame: 2 }))).status).toBe(400)
  const unseen = await failure(intervene({ first: 3, last: 3, frame: 3, region: half(0.5) }))
  expect(unseen).toEqual({ status: 400, error: 'The model sees nothing of that region.' })
})

it.each<[string, Takes]>([
  ['grey pictures', { channels: 1 }],
  ['three frames', { channels: 3, frames: 3 }],
  ['three grey frames', { channels: 1, frames: 3 }]
])('a model of %s is tested and asked as any other', async (name, takes) => {
  const other = await ok<Model>(
    ask(app, 'POST', '/api/models', { path: await writeOneSided(join(folder, name), 1 / 10, takes) })
  )
  const { id } = await ok<Run>(
    ask(app, 'POST', '/api/runs', { driveId: drive.id, modelId: other.id, method: 'gradient', engine: 'ort' })
  )
  expect((await ended(app, id)).at(-1)).toMatchObject({ state: 'finished', error: null })
  const { swap, trust } = await findings(id)
  if (swap?.state !== 'done') throw new Error(`the test is ${swap?.state}`)
  expect(swap.drive.share).toBeLessThan(0.05)
  expect(trust).toMatchObject({ frames: planted.frames })
  const asked = { first: 20, last: 30, frame: 24 }
  const found = await ok<Intervention>(ask(app, 'POST', `/api/runs/${id}/interventions`, { ...asked, region: half(0) }))
  expect(found.region!.size).toBeGreaterThan(0)
  const unseen = await failure(ask(app, 'POST', `/api/runs/${id}/interventions`, { ...asked, region: half(0.5) }))
  expect(unseen.error).toBe('The model sees nothing of that region.')
})

it('a model whose numbers overflow has no test, and harms nobody else', async () => {
  const huge = await ok<Model>(
    ask(app, 'POST', '/api/models', { path: await writeOneSided(join(folder, 'huge'), 1e37) })
  )
  const wishes = { driveId: drive.id, modelId: huge.id, method: 'gradient', engine: 'ort' }
  const { id } = await ok<Run>(ask(app, 'POST', '/api/runs', wishes))
  await ended(app, id)
  const found = await findings(id)
  if (found.swap !== null) expect(JSON.stringify(found.swap)).not.toContain('null')
  expect((await findings()).swap).toMatchObject({ state: 'done' })
  const asked = await ask(app, 'POST', `/api/runs/${id}/interventions`, {
    first: 3,
    last: 3,
    frame: 3,
    region: half(0)
  })
  expect([200, 400]).toContain(asked.status)
  if (asked.status === 200) expect(((await asked.json()) as Intervention).region!.change).not.toBeNull()
})

it('what failed of the tests of a finished run is told', async () => {
  const model2 = await writeOneSided(join(folder, 'gone'), 1 / 9)
  const gone = await ok<Model>(ask(app, 'POST', '/api/models', { path: model2 }))
  const wishes = { driveId: drive.id, modelId: gone.id, method: 'gradient', engine: 'ort' }
  const { id } = await ok<Run>(ask(app, 'POST', '/api/runs', wishes))
  await ended(app, id)
  rmSync(join(folder, 'gone'), { recursive: true })
  await ok(ask(app, 'POST', `/api/runs/${id}/evidence`))
  await ended(app, id)
  const { warnings } = await ok<Run>(ask(app, 'GET', `/api/runs/${id}`))
  expect(warnings.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^The tests of the model were not made: There is no model/)
  )
})

it('with other lanes the test is not known, until it is made again', async () => {
  await drawLane(half(0))
  expect((await findings()).swap).toBeNull()
  await ok(ask(app, 'POST', `/api/runs/${run.id}/evidence`))
  expect((await ended(app, run.id)).at(-1)).toMatchObject({ state: 'finished' })
  const { swap } = await findings()
  expect(swap).toMatchObject({ state: 'done' })
  expect(swap?.state === 'done' && swap.drive.share).toBeGreaterThan(0.95)
})
