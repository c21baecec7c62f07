import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/main/app.ts'
import type { Drive, Model } from '../../src/shared/api.ts'
import { ask, failure, ok, startApp } from '../fixtures/askedApp.ts'
import {
  shortDriveFrames as frames,
  writeShortDrive,
  writeShortDriveModel,
  type ShortDrive
} from '../fixtures/shortDrive.ts'
import { heardLog } from '../fixtures/logs.ts'

let folder: string
let files: ShortDrive
let app: App
let drive: Drive
let model: Model
const log: string[] = []

const get = (path: string) => ask(app, 'GET', path)
const send = (method: string, path: string, body?: unknown) => ask(app, method, path, body)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-api-'))
  files = await writeShortDrive(join(folder, 'recordings'))
  app = await startApp(join(folder, 'data'), {
    sampleDir: join(folder, 'no-sample'),
    rendererDir: join(folder, 'page'),
    log: heardLog((text) => log.push(text))
  })
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
    expect(model).toMatchObject({
      format: 'keras-h5',
      formatName: 'Keras (.h5)',
      input: [16, 32, 3],
      parameters: 112 + 222 + 127
    })
    expect(model.methods.map(({ id, refused }) => [id, refused])).toEqual(
      [
        'gradient',
        'visual-backprop',
        'grad-cam',
        'hires-cam',
        'layer-cam',
        'gradient-input',
        'lrp',
        'smoothgrad',
        'integrated-gradients',
        'expected-gradients',
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

it('tells what it runs with', async () => {
  const about = await ok<{
    version: string
    engines: { id: string; available: boolean }[]
    modelFiles: string
    ffmpeg: string
  }>(get('/api/about'))
  expect(about.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(about.engines).toContainEqual(expect.objectContaining({ id: 'tf-wasm', available: true }))
  expect(about.modelFiles).toBe(
    'an ONNX file, a Keras .keras or .h5 file, a PyTorch .pth or .pt2 file, a TensorFlow Lite .tflite file, a TensorFlow.js model.json, a TensorFlow SavedModel folder, or a frozen TensorFlow .pb file'
  )
  expect(about.ffmpeg).toBeTruthy()
})

it('forgets a drive, never its recording', async () => {
  await ok(send('DELETE', `/api/drives/${drive.id}`))
  expect(await ok<Drive[]>(get('/api/drives'))).toEqual([])
  expect((await stat(files.video)).size).toBeGreaterThan(1000)
})
