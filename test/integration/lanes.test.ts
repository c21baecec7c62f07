import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JobMessage } from '../../src/main/analysis/jobMessages.ts'
import { type App, nodeSpawner, type Spawner } from '../../src/main/app.ts'
import { exportRun } from '../../src/main/hosts/cli/exportRun.ts'
import { useLanes } from '../../src/main/hosts/cli/lanes.ts'
import { clientOf } from '../../src/main/hosts/client.ts'
import type { Drive, Model, Regions, Run } from '../../src/shared/api.ts'
import type { ImportLanesProgress, LaneFile, LaneOverview, PathCamera } from '../../src/shared/lanes.ts'
import type { WorkLine } from '../../src/shared/workLine.ts'
import { pathCameras } from '../../src/shared/pathCameras.ts'
import { allLines, ask, ended, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { boxFrames as frames, brightBox, writeBoxDrive, writeBrightnessModel } from '../fixtures/boxDrive.ts'
import { lanePolygon, plainMask, tusimpleLine } from '../fixtures/laneLabels.ts'
import { overlapOfRegions } from '../../scripts/evaluate/overlap.ts'
import { writeSmallModel } from '../../testing/smallDrive.ts'

let folder: string
/** What the jobs said. */
const told: JobMessage[] = []
let app: App
let drive: Drive
let run: Run
let laneModel: Model
const size = { width: 320, height: 160 }

const send = (method: string, path: string, body?: unknown) => ask(app, method, path, body)
const lanes = (rest = '') => `/api/drives/${drive.id}/lanes${rest}`
/** Nobody stops it. */
const never = new AbortController().signal
const overview = () => ok<LaneOverview>(send('GET', lanes('/sources')))
const decide = (change: object) => ok<LaneOverview>(send('PUT', lanes('/sources'), change))
const regions = async () => (await ok<Regions>(send('GET', `/api/runs/${run.id}/regions`))).regions
const state = async () => (await ok<Run>(send('GET', `/api/runs/${run.id}`))).state

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-lanes-'))
  const jobs = nodeSpawner(new URL('../../src/main/analysis/jobMain.ts', import.meta.url))
  const spawner: Spawner = {
    spawn(spec) {
      const job = jobs.spawn(spec)
      job.onMessage((message) => told.push(JobMessage.parse(message)))
      return job
    }
  }
  app = await startApp(join(folder, 'data'), { spawner })
  const { video, signals } = writeBoxDrive(join(folder, 'drive'))
  drive = await ok<Drive>(send('POST', '/api/drives', { path: video, signals }))
  const model = await ok<Model>(send('POST', '/api/models', { path: await writeSmallModel(join(folder, 'model')) }))
  laneModel = await ok<Model>(send('POST', '/api/models', { path: await writeBrightnessModel(join(folder, 'lanes')) }))
  run = await ok<Run>(send('POST', '/api/runs', { driveId: drive.id, modelId: model.id, engine: 'tf-wasm' }))
  expect((await ended(app, run.id)).at(-1)!.state).toBe('finished')
}, 120_000)

afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the lanes of a drive', () => {
  it('are imported from masks, shown with their frames, and taken out again', async () => {
    const masks = join(folder, 'masks')
    mkdirSync(masks)
    for (const frame of [2, 20]) writeFileSync(join(masks, `m${frame}.png`), plainMask(320, 160))
    const found = await ok<LaneOverview>(send('POST', lanes('/imported'), { path: masks }))
    expect(found.imported).toMatchObject({ format: 'mask', frames: 2, others: 0 })
    // A label holds for a second on either side, ten frames, and is sure enough for six or so.
    const shown = await regions()
    for (const frame of [2, 20]) {
      expect(shown[frame]).toMatchObject({ source: 'imported' })
      expect(overlapOfRegions(shown[frame]!.polygon, lanePolygon(0), size)).toBeGreaterThan(0.97)
    }
    expect(found.sources.find(({ source }) => source === 'imported')!.frames).toBe(frames)
    expect(await state()).toBe('finished')
    const removed = await ok<LaneOverview>(send('DELETE', lanes('/imported')))
    expect(removed.imported).toBeNull()
    expect((await regions()).every((region) => region?.source !== 'imported')).toBe(true)
  })

  it('come from many masks with word of how far that is, and stay as they were where it is stopped', async () => {
    const masks = join(folder, 'many')
    mkdirSync(masks)
    const mask = plainMask(1280, 640)
    for (let frame = 0; frame < 120; frame++) writeFileSync(join(masks, `m${frame}.png`), mask)
    const imported = (init: RequestInit) => ask(app, 'POST', lanes('/imported'), { path: masks }, init)
    const afterAMoment = () => {
      const leave = new AbortController()
      setTimeout(() => leave.abort(), 100)
      return leave.signal
    }
    const words = 'The import was stopped; the lanes are as they were.'
    expect(await (await imported({ signal: afterAMoment() })).json()).toEqual({ error: words })
    await expect(useLanes(clientOf(app), drive.id, { lanes: masks }, afterAMoment())).rejects.toThrow(words)
    expect((await overview()).imported).toBeNull()

    const told = await allLines<WorkLine<ImportLanesProgress, LaneOverview>>(
      imported({ headers: { accept: 'application/x-ndjson' } })
    )
    const progress = told.flatMap((line) => ('progress' in line ? [line.progress] : []))
    const reading = progress.filter(({ stage }) => stage === 'reading')
    expect(reading.length).toBeGreaterThan(0)
    for (const { done, total, rate, secondsLeft } of reading) {
      expect(total).toBe(120)
      expect(rate! * secondsLeft!).toBeCloseTo(total - done)
    }
    expect(progress.at(-1)?.stage).toBe('scoring')
    expect(told.at(-1)).toMatchObject({ found: { imported: { frames, others: 120 - frames } } })
    await ok(send('DELETE', lanes('/imported')))
  })

  it('are drawn, exported by the command and given back by it; labels by the same option', async () => {
    const drawn: LaneFile = { version: 1, keyframes: [{ frame: 3, polygon: brightBox }] }
    await ok(send('PUT', lanes(), drawn))
    const file = join(folder, 'exported.json')
    await exportRun(app, run.id, 'lanes', file)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(drawn)
    await ok(send('PUT', lanes(), { version: 1, keyframes: [] }))
    await useLanes(clientOf(app), drive.id, { lanes: file }, never)
    expect(await ok(send('GET', lanes()))).toEqual(drawn)

    const labels = join(folder, 'labels.json')
    writeFileSync(labels, tusimpleLine('frames/7.jpg', 160, 80))
    await useLanes(clientOf(app), drive.id, { lanes: labels }, never)
    expect((await overview()).imported).toMatchObject({ format: 'tusimple', frames: 1 })
    const gone = useLanes(clientOf(app), drive.id, { lanes: join(folder, 'gone') }, never)
    await expect(gone).rejects.toThrow(/There is nothing at this path/)
    await ok(send('DELETE', lanes('/imported')))
  })

  it('come from the source that a person chose for a stretch', async () => {
    const { holding } = await decide({ stretches: [{ first: 5, last: 9, source: 'none' }] })
    expect(holding).toEqual([
      { first: 0, last: 4, source: 'drawn' },
      { first: 5, last: 9, source: 'none' },
      { first: 10, last: frames - 1, source: 'drawn' }
    ])
    const shown = await regions()
    expect([4, 5, 9, 10].map((frame) => shown[frame]?.source ?? null)).toEqual(['drawn', null, null, 'drawn'])
    await decide({ stretches: [] })
    await ok(send('PUT', lanes(), { version: 1, keyframes: [] }))
  })

  it('are the driven path once its camera is set', async () => {
    const camera: PathCamera = { ...pathCameras[0]!.camera, pitch: 3 }
    const { sources, settings } = await decide({ camera })
    expect(settings.camera).toEqual(camera)
    expect(sources.find(({ source }) => source === 'path')!.frames).toBe(frames)
    const [first] = await regions()
    // Straight on: the same on both sides of the middle.
    expect(first!.source).toBe('path')
    expect(first!.polygon.reduce((sum, [x]) => sum + x, 0) / first!.polygon.length).toBeCloseTo(0.5, 6)
    expect((await decide({ camera: null })).sources.every(({ source }) => source !== 'path')).toBe(true)
  })

  it('are what a lane model finds, in a job that goes on where it stopped', async () => {
    const model = { modelId: laneModel.id, channel: 0, threshold: 0.5 }
    await decide({ model })
    expect(await state()).toBe('lanes-outdated')
    told.length = 0
    await ok(send('POST', `/api/runs/${run.id}/resume`))
    const progress = await ended(app, run.id)
    expect(progress.at(-1)!.state).toBe('finished')
    // What the page is told of may be the newest of several changes; the job says them all.
    expect(told).toContainEqual({
      type: 'progress',
      stage: 'lanes',
      frames: null,
      part: { done: frames, total: frames }
    })
    for (const region of await regions()) {
      expect(region).toMatchObject({ source: 'model' })
      expect(region!.confidence).toBeGreaterThan(0.99)
      expect(overlapOfRegions(region!.polygon, brightBox, size)).toBeGreaterThan(0.97)
    }
    // The other channel is darkness: what lies below its threshold is the same place.
    await decide({ model: { ...model, channel: 1, below: true } })
    await ok(send('POST', `/api/runs/${run.id}/resume`))
    await ended(app, run.id)
    const [first] = await regions()
    expect(overlapOfRegions(first!.polygon, brightBox, size)).toBeGreaterThan(0.97)
    await decide({ model: null })
    expect(await state()).toBe('finished')
  })

  it('can be chosen by the picture that the lane model gives', async () => {
    const response = await send('GET', lanes(`/output/3?model=${laneModel.id}&channel=0`))
    expect(['x-map-width', 'x-map-height', 'x-map-count'].map((name) => response.headers.get(name))).toEqual([
      '40',
      '20',
      '2'
    ])
    const values = new Float32Array(await response.arrayBuffer())
    expect(values[10 * 40 + 20]).toBeGreaterThan(0.9)
    expect(values[10 * 40 + 2]).toBeLessThan(0.2)
  })

  it.each([
    ['labels that are not there', 'POST', '/imported', { path: '/no/such/labels' }, /There is nothing at this path/],
    ['an import of nothing', 'POST', '/imported', {}, /'path' is wrong/],
    [
      'a stretch that ends before it begins',
      'PUT',
      '/sources',
      { stretches: [{ first: 3, last: 2, source: 'path' }] },
      /first must not be above last/
    ],
    [
      'a source that is none',
      'PUT',
      '/sources',
      { stretches: [{ first: 1, last: 2, source: 'guess' }] },
      /'stretches\.0\.source' is wrong/
    ],
    [
      'a camera under the road',
      'PUT',
      '/sources',
      { camera: { ...pathCameras[0]!.camera, height: -1 } },
      /'camera\.height' is wrong/
    ]
  ])('refuse %s', async (_, method, path, body, message) => {
    expect(await failure(send(method, lanes(path), body))).toEqual({
      status: 400,
      error: expect.stringMatching(message) as unknown
    })
  })

  it('refuse labels of other pictures, a channel that is not there and a model that gives numbers', async () => {
    const labels = join(folder, 'others.json')
    writeFileSync(labels, tusimpleLine('frames/700.jpg', 160, 80))
    expect((await failure(send('POST', lanes('/imported'), { path: labels }))).error).toMatch(
      /None of the 1 labels belongs to a frame/
    )
    expect((await failure(send('GET', lanes(`/output/3?model=${laneModel.id}&channel=2`)))).error).toMatch(
      /gives 2 channels, so there is no channel 2/
    )
    const { modelId } = run
    expect((await failure(send('GET', lanes(`/output/3?model=${modelId}`)))).error).toMatch(
      /gives numbers and no picture of the lane/
    )
  })
})
