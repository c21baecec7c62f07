import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/main/app.ts'
import type { Drive, Model, ModelLayer, Run, Series } from '../../src/shared/api.ts'
import { analyze } from '../../src/main/hosts/cli/analyze.ts'
import { parseCommandLine } from '../../src/main/hosts/cli/commandLine.ts'
import { ask, ended, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { shortDriveFrames as frames, type ShortDrive, writeShortDrive } from '../fixtures/shortDrive.ts'

let folder: string
let files: ShortDrive
let app: App
let drive: Drive
let model: Model

const get = (path: string) => ask(app, 'GET', path)
const start = (wishes: Record<string, unknown>) =>
  ask(app, 'POST', '/api/runs', {
    driveId: drive.id,
    modelId: model.id,
    method: 'gradient',
    engine: 'tf-wasm',
    ...wishes
  })

async function finished(wishes: Record<string, unknown>): Promise<Run> {
  const { id } = await ok<Run>(start(wishes))
  expect((await ended(app, id)).at(-1)).toMatchObject({ state: 'finished', done: frames, error: null })
  return ok<Run>(get(`/api/runs/${id}`))
}

const mapOf = async (path: string): Promise<Uint8Array> => {
  const response = await get(path)
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

let steering: Run
let layer: Run
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-layer-'))
  files = await writeShortDrive(join(folder, 'recordings'))
  app = await startApp(join(folder, 'data'))
  drive = await ok<Drive>(ask(app, 'POST', '/api/drives', { path: files.video }))
  model = await ok<Model>(ask(app, 'POST', '/api/models', { path: files.model }))
  steering = await finished({})
  layer = await finished({ of: { layer: 'conv_2', channel: 3 } })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

it('a run of a layer is a run of its own, with the same steering and other maps', async () => {
  expect(steering.of).toBeNull()
  expect(layer).toMatchObject({ of: { layer: 'conv_2', channel: 3 }, method: 'gradient' })
  expect(layer.id).not.toBe(steering.id)
  expect((await ok<Run>(start({ of: { layer: 'conv_2', channel: 3 } }))).id).toBe(layer.id)
  const [one, other] = await Promise.all([steering, layer].map(({ id }) => ok<Series>(get(`/api/runs/${id}/series`))))
  other!.predicted.forEach((value, i) => expect(value).toBeCloseTo(one!.predicted[i]!, 5))
  expect(await mapOf(`/api/runs/${layer.id}/maps/7`)).not.toEqual(await mapOf(`/api/runs/${steering.id}/maps/7`))
})

it('the map of a layer for one frame is the one that a run of it has there', async () => {
  const path = `/api/runs/${steering.id}/activations/7/map?layer=conv_2&channel=3`
  const response = await get(path)
  expect(response.headers.get('x-map-method')).toBe('gradient')
  expect(await mapOf(path)).toEqual(await mapOf(`/api/runs/${layer.id}/maps/7`))
  // A run of a layer shows other layers too.
  expect(await mapOf(`/api/runs/${layer.id}/activations/7/map?layer=steering`)).toEqual(
    await mapOf(`/api/runs/${steering.id}/maps/7`)
  )
})

it('what cannot be is refused with one sentence', async () => {
  const of = { layer: 'conv_2', channel: null }
  const nothing = { layer: 'conv_9', channel: null }
  expect(await failure(start({ of: nothing }))).toEqual({ status: 400, error: "The model has no layer 'conv_9'." })
  expect((await failure(start({ of: { layer: 'conv_2', channel: 6 } }))).error).toMatch(
    /has 6 channels, counted from 0/
  )
  expect((await failure(start({ of, method: 'visual-backprop' }))).error).toMatch(/does not know what it explains/)
  const path = `/api/runs/${steering.id}/activations`
  expect((await failure(get(`${path}/7/map?layer=conv_9`))).error).toBe("The model has no layer 'conv_9'.")
  expect((await failure(get(`${path}/${frames}/map?layer=conv_2`))).status).toBe(404)
})

it('the layers to choose of are those with maps and those with rows of numbers', async () => {
  const { layers } = await ok<{ layers: ModelLayer[] }>(get(`/api/runs/${layer.id}/activations`))
  const names = layers.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['conv_1', 'conv_2', 'steering']))
})

it('its exports say what their maps are of', async () => {
  const csv = await (await get(`/api/runs/${layer.id}/export/csv`)).text()
  const rows: Record<string, string>[] = parse(csv, { columns: true })
  expect(rows).toHaveLength(frames)
  expect(new Set(rows.map((row) => row['maps_of']))).toEqual(new Set(['conv_2:3']))
  expect(await (await get(`/api/runs/${steering.id}/export/csv`)).text()).not.toContain('maps_of')
  const report = await get(`/api/runs/${layer.id}/export/html`)
  expect(report.headers.get('content-disposition')).toContain('conv_2-3')
  const html = await report.text()
  expect(html).toMatch(/<title>[^<]*maps of channel 3 of conv_2/)
  expect(html).toContain('not of the steering')
})

it('the command takes a layer by its name', async () => {
  const run = (of: string) => {
    const line = [
      'analyze',
      files.video,
      '--model',
      files.model,
      '--method',
      'gradient',
      '--engine',
      'tf-wasm',
      '--of',
      of
    ]
    const command = parseCommandLine(line)
    if (command.name !== 'analyze') throw new Error('not the command')
    return analyze(app, command, new AbortController().signal, { isTTY: false, write: () => true })
  }
  const result = await run('conv_2:3')
  expect(result).toMatchObject({ run: layer.id, of: { layer: 'conv_2', channel: 3 } })
  expect(result.warnings.join()).toContain('maps are of channel 3 of conv_2')
  await expect(run('conv_7')).rejects.toThrow(/has no layer 'conv_7'.*'info' lists/)
})
