import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { makeSimulation, makeTubV1 } from '../fixtures/loggedDrives.ts'
import { range } from '../../testing/recordings.ts'
import { writeRoadVideo, writeSmallModel } from '../../testing/smallDrive.ts'
import { expect, test } from './app.ts'

/** Opens what lies at a path from the library, as a person does on a web page. */
async function open(app: Page, what: 'drive' | 'model', path: string): Promise<void> {
  await app.evaluate(() => (location.hash = '#/'))
  await app.getByRole('button', { name: `Open a ${what}…` }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(path)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
}

const title = (app: Page, name: string) => app.getByRole('heading', { level: 1, name, exact: true })

test('a folder of several recordings offers them', async ({ app, folder }) => {
  for (const name of ['morning', 'night']) makeTubV1(join(folder, 'week', name), 3)
  await open(app, 'drive', join(folder, 'week'))
  const sheet = app.getByRole('dialog', { name: 'This folder holds 2 recordings' })
  await sheet.getByRole('button', { name: /^night/ }).click()
  await expect(title(app, 'night')).toBeVisible()
  await expect(sheet).toHaveCount(0)
})

test('another camera of the simulator is a drive of its own', async ({ app, folder }) => {
  makeSimulation(join(folder, 'simulation'), { rows: range(0, 4).map((i) => ({ at: 70 * i, steering: '0.1' })) })
  await open(app, 'drive', join(folder, 'simulation'))
  const camera = app.getByLabel('Camera')
  await expect(camera).toHaveValue('center')
  const center = app.url()
  await camera.selectOption('left')
  await expect(camera).toHaveValue('left')
  expect(app.url()).not.toBe(center)
})

test('a drive that was moved is missing until it is found, and keeps what was said of it', async ({ app, folder }) => {
  makeTubV1(join(folder, 'tub'), 4)
  await open(app, 'drive', join(folder, 'tub'))
  await app.getByLabel('Later by, in seconds').fill('0.3')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByRole('button', { name: 'As recorded' })).toBeVisible()
  renameSync(join(folder, 'tub'), join(folder, 'elsewhere'))
  await app.reload()
  await expect(app.getByRole('heading', { name: 'The recording is not where it was' })).toBeVisible()
  await app.getByRole('button', { name: 'Find it…' }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(join(folder, 'elsewhere'))
  await app.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(title(app, 'elsewhere')).toBeVisible()
  await expect(app.getByRole('heading', { name: 'The recording is not where it was' })).toHaveCount(0)
  await expect(app.getByLabel('Later by, in seconds')).toHaveValue('0.3')
  await app.getByRole('button', { name: 'As recorded' }).click()
  await expect(app.getByLabel('Later by, in seconds')).toHaveValue('0')
})

/** The review of a road of 60 frames at 25 a second; its speed, 36 km/h at first, rises by 1 km/h with every frame. */
async function reviewRoad(app: Page, folder: string): Promise<void> {
  const video = writeRoadVideo(join(folder, 'road'), 60)
  mkdirSync(join(folder, 'model'))
  const model = await writeSmallModel(join(folder, 'model'))
  const rows = range(0, 60).map((i) => `${i / 25},0.1,${36 + i}`)
  writeFileSync(video.replace(/mp4$/, 'csv'), ['time_s,steering_left,speed_kmh', ...rows, ''].join('\n'))
  // Analyses go one after the other, and those of the sample would come first.
  await app.evaluate(async () => {
    for (const { id } of (await (await fetch('/api/drives')).json()) as { id: string }[])
      await fetch(`/api/drives/${id}`, { method: 'DELETE' })
  })
  await app.reload()
  await open(app, 'model', model)
  await app.getByRole('heading', { level: 1 }).waitFor()
  await open(app, 'drive', video)
  await app.getByRole('button', { name: 'Analyse', exact: true }).click()
  await expect(app.getByText(/^Attention (left|stayed|was off)/).first()).toBeVisible({ timeout: 120_000 })
  await app.getByRole('link', { name: 'Review', exact: true }).click()
}

test('signals of the recording become tracks of the timeline, with their units, and follow their offset', async ({
  app,
  folder
}) => {
  await reviewRoad(app, folder)
  const timeline = app.getByRole('slider', { name: 'Timeline' })
  const before = (await timeline.boundingBox())!.height
  await app.getByRole('button', { name: 'Signals…' }).click()
  await app.getByRole('checkbox', { name: 'speed_kmh km/h' }).check()
  await app.keyboard.press('Escape')
  await app.keyboard.press('Home')
  await expect(app.getByText('36 km/h')).toBeVisible()
  await app.keyboard.press('Shift+ArrowRight')
  await expect(app.getByText('46 km/h')).toBeVisible()
  expect((await timeline.boundingBox())!.height).toBeGreaterThan(before + 30)

  const sent: string[] = []
  app.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname.split('/').at(-1)}`))
  await app.keyboard.press('g')
  const slider = app.getByRole('slider', { name: 'Signals later by' })
  const box = (await slider.boundingBox())!
  const [middle, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await app.mouse.move(middle, y)
  await app.mouse.down()
  await app.mouse.move(middle + box.width * 0.04, y, { steps: 6 })
  // Frames are 1 km/h apart: a speed that is shown later by s seconds is 25 s lower.
  const seconds = Number(await app.getByLabel('Seconds').inputValue())
  expect(seconds).toBeGreaterThan(0.05)
  const moved = `${Number((46 - 25 * seconds).toPrecision(4))} km/h`
  await expect(app.getByText(moved, { exact: true })).toBeVisible()
  expect(sent.filter((request) => /PUT|timeline|series/.test(request))).toEqual([])
  const kept = app.waitForResponse((response) => response.url().endsWith('/timeline'))
  await app.mouse.up()
  await kept
  expect(sent.filter((request) => request.startsWith('PUT'))).toEqual(['PUT signals'])
  await expect(app.getByText('Kept when you let go')).toHaveCount(0)
  await expect(app.getByText(moved, { exact: true })).toBeVisible()
  await app.getByRole('button', { name: 'As it was' }).click()
  await expect(app.getByText('46 km/h', { exact: true })).toBeVisible()
})
