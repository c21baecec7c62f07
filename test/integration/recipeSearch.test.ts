import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/main/app.ts'
import { clientOf } from '../../src/main/hosts/client.ts'
import { searchInWords, searchRecipe } from '../../src/main/hosts/cli/recipe.ts'
import { startApp } from '../fixtures/askedApp.ts'
import { writeRoadVideo } from '../../testing/smallDrive.ts'
import { type ShortDrive, writeShortDrive } from '../fixtures/shortDrive.ts'

let folder: string
let app: App
let drive: ShortDrive

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-recipe-'))
  drive = await writeShortDrive(join(folder, 'drive'))
  const spawner = {
    spawn: () => {
      throw new Error('a search starts no job')
    }
  }
  app = await startApp(join(folder, 'data'), { spawner })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

test('a search tries the plausible recipes on the frames of a video, and keeps nothing', async () => {
  const options = { recording: drive.video, model: drive.model, dataDir: undefined, json: true }
  const told: string[] = []
  const terminal = { write: (text: string) => told.push(text) }
  const given = { ...options, openWith: { signals: drive.signals } }
  const found = await searchRecipe(app, given, new AbortController().signal, terminal)
  expect(told[0]).toMatch(/^(reading|comparing): \d+ of \d+/)
  expect(found.frames).toBe(40)
  expect(found.fits.length).toBeGreaterThan(30)
  const sizes = found.fits.map(({ fit }) => fit)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  // Of each recipe a few hundred characters: no picture gets in.
  expect(JSON.stringify(found).length).toBeLessThan(1000 * found.fits.length)
  expect(searchInWords(found)).toMatch(/Tried \d+ recipes on 40 frames/)
  const runs = await (await clientOf(app).runs.$get({ query: {} })).json()
  expect(runs).toEqual([])
})

test('a drive without recorded steering is refused', async () => {
  const recording = writeRoadVideo(join(folder, 'plain'), 30)
  await rm(join(folder, 'plain/road.csv'))
  const options = { recording, model: drive.model, openWith: {}, dataDir: undefined, json: true }
  const terminal = { write: () => undefined }
  await expect(searchRecipe(app, options, new AbortController().signal, terminal)).rejects.toThrow(
    /no recorded steering/
  )
})
