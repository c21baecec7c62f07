import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/main/app.ts'
import type {
  Drive,
  EventList,
  Model,
  Regions,
  ReviewedEvent,
  Reviewer,
  RulePreview,
  Run,
  Series,
  Steps,
  StepTaken,
  Tag,
  Timeline
} from '../../src/shared/api.ts'
import { defaultRule } from '../../src/shared/events.ts'
import type { LaneFile } from '../../src/shared/lanes.ts'
import { ask, ended, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { shortDriveFrames as frames, type ShortDrive, writeShortDrive } from '../fixtures/shortDrive.ts'

let folder: string
let files: ShortDrive
let app: App
let drive: Drive
let model: Model
let run: Run

const get = (path: string) => ask(app, 'GET', path)
const send = (method: string, path: string, body?: unknown) => ask(app, method, path, body)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-run-'))
  files = await writeShortDrive(join(folder, 'recordings'))
  app = await startApp(join(folder, 'data'))
  drive = await ok<Drive>(send('POST', '/api/drives', { path: files.video, signals: files.signals }))
  model = await ok<Model>(send('POST', '/api/models', { path: files.model }))
  run = await ok<Run>(send('POST', '/api/runs', { driveId: drive.id, modelId: model.id, engine: 'tf-wasm' }))
  const steps = await ended(app, run.id)
  expect(steps.at(-1)).toMatchObject({ state: 'finished', done: frames, total: frames, error: null })
  run = await ok<Run>(get(`/api/runs/${run.id}`))
})

afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

describe('a run', () => {
  it('has a prediction and a map for every frame', async () => {
    const series = await ok<Series>(get(`/api/runs/${run.id}/series`))
    expect(series.predicted.length).toBe(frames)
    expect(series.predicted.every((value) => value !== null && Number.isFinite(value))).toBe(true)
    for (const frame of [0, frames - 1]) {
      const response = await get(`/api/runs/${run.id}/maps/${frame}`)
      expect(response.headers.get('x-map-width')).toBe('32')
      expect(response.headers.get('x-map-height')).toBe('16')
      expect(Number(response.headers.get('x-map-scale'))).toBeGreaterThan(0)
      expect((await response.arrayBuffer()).byteLength).toBe(32 * 16)
    }
    expect((await failure(get(`/api/runs/${run.id}/maps/${frames}`))).status).toBe(404)
  })

  it('tells which pixels of its input its model sees', async () => {
    const response = await get(`/api/runs/${run.id}/seen`)
    expect(response.headers.get('x-map-width')).toBe('32')
    expect(response.headers.get('x-map-height')).toBe('16')
    // Strides of two over windows of three leave the last row and the last column over.
    const seen = Array.from({ length: 32 * 16 }, (_, i) => Number(i % 32 < 31 && i < 15 * 32))
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(seen)
  })

  it('has the recorded steering at every frame', async () => {
    const timeline = await ok<Timeline>(get(`/api/drives/${drive.id}/timeline`))
    expect(timeline.times.length).toBe(frames)
    expect(timeline.times[13]).toBeCloseTo(1.3, 3)
    const steering = timeline.signals.find((signal) => signal.role === 'steering')!
    expect(steering.values[30]).toBeCloseTo(0.5 * 30 - 10, 6)
  })

  it('keeps pictures by number, for ever', async () => {
    const response = await get(`/api/drives/${drive.id}/pictures/7`)
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(response.headers.get('content-type')).toBe('image/jpeg')
  })

  it('is the same run when it is asked for again', async () => {
    const again = await ok<Run>(send('POST', '/api/runs', { driveId: drive.id, modelId: model.id }))
    expect(again).toMatchObject({ id: run.id, state: 'finished', done: frames })
    expect((await ok<Run[]>(get(`/api/runs?drive=${drive.id}`))).length).toBe(1)
  })

  it('is scored again when lanes are drawn', async () => {
    const lanes = JSON.parse(await readFile(files.lanes, 'utf8')) as unknown
    expect(await ok(send('PUT', `/api/drives/${drive.id}/lanes`, lanes))).toEqual(lanes)
    const series = await ok<Series>(get(`/api/runs/${run.id}/series`))
    expect(series.laneConfidence).toEqual(Array(frames).fill(1))
    expect(series.share.every((share) => share !== null && share > 0 && share < 1)).toBe(true)
    const { regions } = await ok<Regions>(get(`/api/runs/${run.id}/regions?from=5&count=3`))
    expect(regions.map((region) => region?.source)).toEqual(['drawn', 'drawn', 'drawn'])
    expect((await ok<Run>(get(`/api/runs/${run.id}`))).state).toBe('finished')
  })

  it('refuses lanes out of order', async () => {
    const polygon = [
      [0, 0],
      [1, 0],
      [1, 1]
    ]
    const keyframes = [5, 5].map((frame) => ({ frame, polygon }))
    const { status, error } = await failure(send('PUT', `/api/drives/${drive.id}/lanes`, { version: 1, keyframes }))
    expect([status, error]).toEqual([400, expect.stringContaining('rising')])
  })

  /** A rule under which every frame is flagged. */
  const all = { ...defaultRule, measure: 'share' as const, enter: 1.01, leave: 1.02 }

  it('finds events by the rule that a person set, and keeps what they said of one', async () => {
    const { events } = await ok<EventList>(send('PUT', `/api/runs/${run.id}/rule`, all))
    expect(events.map(({ first, last }) => [first, last])).toEqual([[0, frames - 1]])
    const { id } = events[0]!
    const judged = await ok<ReviewedEvent>(
      send('PUT', `/api/runs/${run.id}/events/${id}`, { verdict: 'confirmed', note: 'the <sign>' })
    )
    expect(judged).toMatchObject({ id, verdict: 'confirmed', note: 'the <sign>' })
    const noted = await ok<ReviewedEvent>(send('PUT', `/api/runs/${run.id}/events/${id}`, { note: 'the sign' }))
    expect(noted).toMatchObject({ id, verdict: 'confirmed', note: 'the sign' })

    const none = { ...defaultRule, measure: 'share' as const, enter: 0, leave: 0 }
    expect((await ok<EventList>(send('PUT', `/api/runs/${run.id}/rule`, none))).events).toEqual([])
    const back = await ok<EventList>(send('PUT', `/api/runs/${run.id}/rule`, all))
    expect(back.events[0]).toMatchObject({ id, verdict: 'confirmed', note: 'the sign' })
    expect(back.rule).toEqual(all)
  })

  it('takes back what a person did, of events, the rule and the lanes, whatever it was of', async () => {
    const lanes = `/api/drives/${drive.id}/lanes`
    const drawn = () => ok<LaneFile>(get(lanes))
    const undo = () => ok<StepTaken>(send('POST', `/api/drives/${drive.id}/undo`))
    const redo = () => ok<StepTaken>(send('POST', `/api/drives/${drive.id}/redo`))
    const before = { lanes: await drawn(), events: await ok<EventList>(get(`/api/runs/${run.id}/events`)) }
    const [event] = before.events.events
    await ok(send('POST', `/api/runs/${run.id}/events/change`, { events: [event!.id], verdict: 'unsure' }))
    await ok(send('PUT', `/api/runs/${run.id}/rule`, { ...all, minSeconds: 0.1 }))
    await ok(send('PUT', lanes, { version: 1, keyframes: [] }))

    expect(await ok<Steps>(get(`/api/drives/${drive.id}/steps`))).toEqual({ undo: 'draw the lane', redo: null })
    expect(await undo()).toMatchObject({ what: 'draw the lane', lanes: true, redo: 'draw the lane' })
    expect(await drawn()).toEqual(before.lanes)
    expect(await redo()).toMatchObject({ lanes: true, redo: null })
    expect((await drawn()).keyframes).toEqual([])
    await undo()
    expect(await undo()).toMatchObject({ what: 'change the rule', events: [], run: run.id, lanes: false })
    expect(await undo()).toMatchObject({ what: 'leave undecided the event at 0:00.0', events: [event!.id] })
    expect(await ok<EventList>(get(`/api/runs/${run.id}/events`))).toEqual(before.events)
  })

  it('keeps the name of the reviewer and their tags, each of them once', async () => {
    expect(await ok<Reviewer>(get('/api/reviewer'))).toEqual({ name: '' })
    expect(await ok<Reviewer>(send('PUT', '/api/reviewer', { name: ' Ada ' }))).toEqual({ name: 'Ada' })
    const tags = ['sign', 'shadow'].map((name, i) => ({ name, key: String(i + 1) }))
    expect(await ok<Tag[]>(send('PUT', '/api/reviewer/tags', { tags }))).toEqual(tags)
    expect(await ok<Tag[]>(get('/api/reviewer/tags'))).toEqual(tags)
    const twice = [...tags, { name: 'sign', key: null }]
    const refused = [twice, [{ name: 'a', key: '0' }], [...tags, { name: 'b', key: '1' }], [{ name: 'a,b', key: null }]]
    for (const wrong of refused)
      expect((await failure(send('PUT', '/api/reviewer/tags', { tags: wrong }))).status).toBe(400)
    expect(await ok<Tag[]>(get('/api/reviewer/tags'))).toEqual(tags)
  })

  it('takes events by hand, and deletes only those', async () => {
    const added = await ok<ReviewedEvent>(
      send('POST', `/api/runs/${run.id}/events`, { first: 3, last: 9, note: 'odd' })
    )
    expect(added).toMatchObject({ first: 3, last: 9, note: 'odd', byHand: true })
    expect(added.worst).toBeGreaterThanOrEqual(3)
    expect(added.worst).toBeLessThanOrEqual(9)
    const { events } = await ok<EventList>(get(`/api/runs/${run.id}/events`))
    const found = events.find((event) => !event.byHand)!
    expect((await failure(send('DELETE', `/api/runs/${run.id}/events/${found.id}`))).status).toBe(400)
    await ok(send('DELETE', `/api/runs/${run.id}/events/${added.id}`))
    expect((await failure(send('DELETE', `/api/runs/${run.id}/events/${added.id}`))).status).toBe(404)
    expect((await failure(send('POST', `/api/runs/${run.id}/events`, { first: 3, last: frames }))).status).toBe(400)
    expect((await failure(send('POST', `/api/runs/${run.id}/events`, { first: 3, last: 2 }))).status).toBe(400)
  })

  it('lets events be trimmed, split and merged, and gives them back', async () => {
    const at = `/api/runs/${run.id}/events`
    const [whole] = (await ok<EventList>(get(at))).events
    const trimmed = await ok<ReviewedEvent>(send('PUT', `${at}/${whole!.id}`, { first: 4 }))
    expect(trimmed).toMatchObject({ first: 4, last: frames - 1, changed: true, note: 'the sign' })
    const parts = await ok<ReviewedEvent[]>(send('POST', `${at}/${trimmed.id}/split`, { at: 10 }))
    expect(parts.map(({ first, last }) => [first, last])).toEqual([
      [4, 9],
      [10, frames - 1]
    ])
    const refused = await failure(send('POST', `${at}/merge`, { events: [parts[0]!.id] }))
    expect(refused).toMatchObject({ status: 400, error: expect.stringContaining("'events'") as string })
    const merged = await ok<ReviewedEvent>(send('POST', `${at}/merge`, { events: parts.map(({ id }) => id) }))
    expect(merged).toMatchObject({ first: 4, last: frames - 1, verdict: 'confirmed', note: 'the sign' })
    await ok(send('DELETE', `${at}/${merged.id}`))
    const [back] = (await ok<EventList>(get(at))).events
    expect(back).toMatchObject({ first: 0, last: frames - 1, byHand: false })
    await ok(send('PUT', `${at}/${back!.id}`, { verdict: 'confirmed', note: 'the sign' }))
  })

  it('tries a rule without keeping it, and takes thresholds from a nominal stretch', async () => {
    const relative = { ...all, thresholds: 'quantile' as const, enter: 0, leave: 1 }
    const preview = await ok<RulePreview>(
      send('POST', `/api/runs/${run.id}/rule/preview`, { ...relative, margin: 0.2 })
    )
    expect(preview.curves!.share).toHaveLength(frames)
    const nominal = await ok<EventList>(send('PUT', `/api/runs/${run.id}/nominal`, { first: 2, last: 2 }))
    expect(nominal).toMatchObject({ rule: all, nominal: { first: 2, last: 2 } })
    const { share } = await ok<Series>(get(`/api/runs/${run.id}/series`))
    const { thresholds } = await ok<RulePreview>(
      send('POST', `/api/runs/${run.id}/rule/preview`, { ...relative, smoothSeconds: 0 })
    )
    expect(thresholds).toEqual({ enter: share[2], leave: share[2] })
    expect((await failure(send('PUT', `/api/runs/${run.id}/nominal`, { first: 2, last: frames }))).status).toBe(400)
    expect((await ok<EventList>(send('DELETE', `/api/runs/${run.id}/nominal`))).nominal).toBeNull()
  })

  it('keeps rules by name, for any run', async () => {
    const place = `/api/rules/${encodeURIComponent('Night & rain')}`
    expect(await ok(send('PUT', place, all))).toEqual([{ name: 'Night & rain', rule: all }])
    expect(await ok(send('PUT', place, { ...all, enter: 1 }))).toMatchObject([{ rule: { enter: 1 } }])
    expect(await ok(get('/api/rules'))).toHaveLength(1)
    expect((await failure(send('PUT', place, { ...all, enter: 2 }))).error).toMatch(/enter must not be above leave/)
    expect(await ok(send('DELETE', place))).toEqual([])
  })

  it('is exported as a report that holds its events and pictures', async () => {
    const response = await get(`/api/runs/${run.id}/export/html`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="short-small\.html"$/)
    const page = await response.text()
    expect(page.match(/<article class="event/g)?.length).toBe(1)
    expect(page).toContain('the sign')
    expect(page).toMatch(/data:image\/jpeg;base64,\/9j\//)
    expect(page).toMatch(/data:image\/png;base64,iVBOR/)
    const inline = await get(`/api/runs/${run.id}/export/html?inline=1`)
    expect(inline.headers.get('content-disposition')).toMatch(/^inline/)
    expect(inline.headers.get('content-security-policy')).toMatch(/sandbox/)
  })

  it('is exported as CSV that agrees with the series', async () => {
    const rows = parse<Record<string, string>>(await (await get(`/api/runs/${run.id}/export/csv`)).text(), {
      columns: true
    })
    const series = await ok<Series>(get(`/api/runs/${run.id}/series`))
    expect(rows.length).toBe(frames)
    rows.forEach((row, frame) => {
      expect(Number(row['steering_predicted'])).toBeCloseTo(series.predicted[frame]!, 5)
      expect(Number(row['share_in_lanes'])).toBeCloseTo(series.share[frame]!, 5)
      expect(Number(row['steering_recorded'])).toBeCloseTo(0.5 * frame - 10, 5)
      expect(Number(row['centroid_x_of_width'])).toBeCloseTo(series.centroid[frame]![0], 5)
      expect(row['change_from_before']).toBe(frame === 0 ? '' : String(series.change[frame]))
      expect(row['event']).toBe('1')
    })
  })

  it('is exported as npy at the stored scale', async () => {
    const file = Buffer.from(await (await get(`/api/runs/${run.id}/export/npy`)).arrayBuffer())
    const start = 10 + file.readUInt16LE(8)
    expect(file.toString('latin1', 10, start)).toContain(`'shape': (${frames}, 16, 32)`)
    expect(file.length).toBe(start + frames * 16 * 32 * 4)
    const response = await get(`/api/runs/${run.id}/maps/7`)
    const stored = new Uint8Array(await response.arrayBuffer())
    const scale = Number(response.headers.get('x-map-scale'))
    stored.forEach((value, i) => {
      expect(file.readFloatLE(start + (7 * 16 * 32 + i) * 4)).toBeCloseTo((value / 255) * scale, 5)
    })
  })

  it('is there again after a restart, with all that was said', async () => {
    await app.close()
    app = await startApp(join(folder, 'data'))
    expect(await ok<Run>(get(`/api/runs/${run.id}`))).toMatchObject({ state: 'finished', done: frames })
    const { events } = await ok<EventList>(get(`/api/runs/${run.id}/events`))
    expect(events[0]).toMatchObject({ verdict: 'confirmed', note: 'the sign' })
  })

  it('goes away with its results when it is deleted', async () => {
    await ok(send('DELETE', `/api/runs/${run.id}`))
    expect((await failure(get(`/api/runs/${run.id}`))).status).toBe(404)
  })
})
