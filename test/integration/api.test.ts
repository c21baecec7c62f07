import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, nodeSpawner, type App } from '../../src/main/app.ts'
import type {
  Drive,
  EventList,
  Model,
  Progress,
  Regions,
  ReviewedEvent,
  RulePreview,
  Run,
  Series,
  Timeline
} from '../../src/shared/api.ts'
import { defaultRule } from '../../src/shared/events.ts'
import {
  shortDriveFrames as frames,
  writeShortDrive,
  writeShortDriveModel,
  type ShortDrive
} from '../fixtures/shortDrive.ts'

let folder: string
let files: ShortDrive
let app: App
let drive: Drive
let model: Model
let run: Run
const log: string[] = []

const start = () =>
  createApp({
    dataDir: join(folder, 'data'),
    spawner: nodeSpawner(new URL('../../src/main/analysis/jobMain.ts', import.meta.url)),
    sampleDir: join(folder, 'no-sample'),
    rendererDir: join(folder, 'page'),
    log: (line) => log.push(line)
  })

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  app.fetch(
    new Request(`http://app.test${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    })
  )
const get = (path: string) => send('GET', path)

async function ok<T>(answered: Promise<Response>): Promise<T> {
  const response = await answered
  const answer = await response.json()
  expect(response.status, JSON.stringify(answer)).toBe(200)
  return answer as T
}

async function failure(answered: Promise<Response>): Promise<{ status: number; error: string }> {
  const response = await answered
  const { error } = (await response.json()) as { error: string }
  return { status: response.status, error }
}

async function finished(id: string): Promise<Progress[]> {
  const text = await (await get(`/api/runs/${id}/progress`)).text()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Progress)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-api-'))
  files = await writeShortDrive(join(folder, 'recordings'))
  app = await start()
  drive = await ok<Drive>(send('POST', '/api/drives', { path: files.video, signals: files.signals }))
  model = await ok<Model>(send('POST', '/api/models', { path: files.model }))
})

afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

it('says that there is no sample where none lies in the resources', () => {
  expect(log.join('\n')).toMatch(/The sample was not added/)
})

describe('opening', () => {
  it('tells what a drive is without decoding it', () => {
    expect(drive).toMatchObject({ kind: 'video', width: 160, height: 80, rate: 10, hasSteering: true, sample: false })
    expect(Math.abs(drive.frames.count - frames)).toBeLessThanOrEqual(1)
    expect(drive).not.toHaveProperty('fingerprint')
  })

  it('is the same drive when it is opened again', async () => {
    const again = await ok<Drive>(send('POST', '/api/drives', { path: files.video, signals: files.signals }))
    expect(again.id).toBe(drive.id)
    expect((await ok<Drive[]>(get('/api/drives'))).map(({ id }) => id)).toEqual([drive.id])
  })

  it('tells what a model is', () => {
    expect(model).toMatchObject({ format: 'keras-h5', input: [16, 32, 3], parameters: 112 + 222 + 127 })
    expect(model.methods.map(({ id, refused }) => [id, refused])).toEqual(
      [
        'visual-backprop',
        'gradient',
        'grad-cam',
        'gradient-input',
        'smoothgrad',
        'integrated-gradients',
        'guided',
        'rectified',
        'occlusion',
        'rise'
      ].map((id) => [id, null])
    )
    expect(model.layers.map(({ name }) => name)).toContain('conv_2')
  })

  it('shows the first picture of a drive before it is analysed', async () => {
    const response = await get(`/api/drives/${drive.id}/thumbnail`)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    const picture = new Uint8Array(await response.arrayBuffer())
    expect([...picture.slice(0, 2)]).toEqual([0xff, 0xd8])
  })

  it.each([
    { path: () => files.video, what: 'recording' },
    { path: () => files.model, what: 'model' }
  ])('tells a $what from its content, and keeps nothing', async ({ path, what }) => {
    const before = await ok<unknown[]>(get('/api/models'))
    expect(await ok(send('POST', '/api/inspect', { path: path() }))).toMatchObject({ what })
    expect(await ok<unknown[]>(get('/api/models'))).toEqual(before)
  })
})

describe('one sentence that says what to do, for', () => {
  const cases: { what: string; make: (path: string) => Promise<unknown>; to: string; says: RegExp }[] = [
    {
      what: 'a file that is not a video',
      make: (path) => writeFile(path, 'not a film at all '.repeat(500)),
      to: 'drives',
      says: /not a video|cannot|video file/i
    },
    {
      what: 'a video without pictures',
      make: async (path) => {
        copyFileSync(files.video, path)
        await truncate(path, 600)
      },
      to: 'drives',
      says: /cut short/
    },
    {
      what: 'a model with an unknown layer',
      make: (path) => writeShortDriveModel(path, { layerKind: 'CapsuleConv' }),
      to: 'models',
      says: /CapsuleConv/
    },
    {
      what: 'a truncated .h5',
      make: async (path) => {
        copyFileSync(files.model, path)
        await truncate(path, Math.floor((await stat(path)).size / 2))
      },
      to: 'models',
      says: /truncated|cut off|cannot|damaged|incomplete/i
    },
    { what: 'nothing at the path', make: async () => undefined, to: 'drives', says: /there|exist|found/i }
  ]

  it.each(cases)('$what', async ({ what, make, to, says }) => {
    const path = join(folder, what.replace(/\W+/g, '-'))
    await make(path)
    const { status, error } = await failure(send('POST', `/api/${to}`, { path }))
    expect(status).toBe(400)
    expect(error).toMatch(says)
    expect(error).not.toMatch(/\n|\bat .*:\d+:\d+|\[object/)
    expect((await failure(send('POST', '/api/inspect', { path }))).status).toBe(400)
  })

  it('a CSV without a steering column', async () => {
    const signals = join(folder, 'speed-only.csv')
    await writeFile(signals, 'frame,speed\n' + Array.from({ length: frames }, (_, i) => `${i},${i}`).join('\n') + '\n')
    const answered = await send('POST', '/api/inspect', { path: files.video, signals })
    const answer = JSON.stringify(await answered.json())
    expect(answer).toMatch(/steering/)
  })
})

describe('requests are checked, and the field is named', () => {
  it.each([
    ['POST', '/api/drives', {}, /'path'/],
    ['POST', '/api/drives', { path: '' }, /'path'/],
    ['POST', '/api/runs', { driveId: 'x', modelId: 'y', engine: 'gpu' }, /'engine'/],
    ['POST', '/api/runs', { driveId: 'x', modelId: 'y', explain: 'up' }, /'explain'/],
    [
      'PUT',
      '/api/drives/DRIVE/lanes',
      { version: 1, keyframes: [{ frame: 0, polygon: [[0, 0]] }] },
      /'keyframes.0.polygon'/
    ],
    ['GET', '/api/drives/DRIVE/pictures/-1', undefined, /'frame'/],
    ['GET', '/api/drives/DRIVE/pictures/1.5', undefined, /'frame'/],
    ['PUT', '/api/models/MODEL/recipe', { recipe: {}, head: {} }, /'recipe/]
  ])('%s %s %j', async (method, path, body, says) => {
    const place = path.replace('DRIVE', drive.id).replace('MODEL', model.id)
    const { status, error } = await failure(send(method, place, body))
    expect([status, error]).toEqual([400, expect.stringMatching(says)])
  })

  it('keeps out what is not declared as JSON, so that no form of another page gets in', async () => {
    const form = new Request('http://app.test/api/drives', { method: 'POST', body: JSON.stringify({ path: '/x' }) })
    expect((await app.fetch(form)).status).toBe(400)
  })

  it.each(['/api/drives/nope', '/api/models/nope', '/api/runs/nope', '/api/runs/nope/events', '/api/nothing'])(
    'knows no %s',
    async (path) => {
      const { status, error } = await failure(get(path))
      expect([status, error]).toEqual([404, expect.stringContaining('no')])
    }
  )

  it('refuses a head that the model does not have', async () => {
    const head = { ...model.head, output: 'throttle' }
    const { status, error } = await failure(
      send('PUT', `/api/models/${model.id}/recipe`, { recipe: model.recipe, head })
    )
    expect([status, error]).toEqual([400, expect.stringContaining('head.output')])
  })

  it('does not follow an address out of the page’s folder', async () => {
    await writeFile(join(folder, 'secret.txt'), 'secret')
    for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt'])
      expect(await (await get(path)).text()).not.toBe('secret')
  })
})

describe('a run', () => {
  beforeAll(async () => {
    run = await ok<Run>(send('POST', '/api/runs', { driveId: drive.id, modelId: model.id, engine: 'tf-wasm' }))
    const steps = await finished(run.id)
    expect(steps.at(-1)).toMatchObject({ state: 'finished', done: frames, total: frames, error: null })
    run = await ok<Run>(get(`/api/runs/${run.id}`))
  })

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
    const rows = parse(await (await get(`/api/runs/${run.id}/export/csv`)).text(), { columns: true }) as Record<
      string,
      string
    >[]
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
    app = await start()
    expect(await ok<Run>(get(`/api/runs/${run.id}`))).toMatchObject({ state: 'finished', done: frames })
    const { events } = await ok<EventList>(get(`/api/runs/${run.id}/events`))
    expect(events[0]).toMatchObject({ verdict: 'confirmed', note: 'the sign' })
  })

  it('goes away with its results when it is deleted', async () => {
    await ok(send('DELETE', `/api/runs/${run.id}`))
    expect((await failure(get(`/api/runs/${run.id}`))).status).toBe(404)
  })
})

it('tells what it runs with', async () => {
  const about = await ok<{ version: string; engines: { id: string; available: boolean }[]; ffmpeg: string }>(
    get('/api/about')
  )
  expect(about.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(about.engines).toContainEqual(expect.objectContaining({ id: 'tf-wasm', available: true }))
  expect(about.ffmpeg).toBeTruthy()
})

it('forgets a drive, never its recording', async () => {
  await ok(send('DELETE', `/api/drives/${drive.id}`))
  expect(await ok<Drive[]>(get('/api/drives'))).toEqual([])
  expect((await stat(files.video)).size).toBeGreaterThan(1000)
})
