import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writeSmallModel } from '../../testing/smallDrive.ts'
import { makeCarlaRoute } from '../fixtures/carlaDrives.ts'
import { townRoad } from '../fixtures/semanticRoad.ts'
import { expect, test } from './app.ts'

/** Drops what lies at a path on the page, as the desktop's preload tells where a dropped file lies. */
async function drop(app: Page, path: string): Promise<void> {
  await app.addInitScript((place) => (window.lanegazeHost = { kind: 'desktop', pathOf: () => place }), path)
  await app.reload()
  await app.getByRole('heading', { level: 2 }).first().waitFor()
  await app.evaluate(() => {
    const dropped = new DataTransfer()
    dropped.items.add(new File([], 'dropped'))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }))
  })
}

test('a route of CARLA is dropped, analysed, and judged by the lanes of its semantic pictures', async ({
  app,
  folder
}) => {
  const route = join(folder, 'Town05_route')
  makeCarlaRoute(route, 'Bench2Drive', { frames: 24, rate: 10, road: (i) => ({ ...townRoad, gone: 0.8 * i }) })
  const model = await writeSmallModel(join(folder, 'model'))
  // The sample of a new library would be analysed first.
  await app.evaluate(async () => {
    for (const { id } of (await (await fetch('/api/runs')).json()) as { id: string }[])
      await fetch(`/api/runs/${id}/pause`, { method: 'POST' })
  })
  await drop(app, route)
  await expect(app.getByRole('heading', { level: 1, name: 'Town05_route' })).toBeVisible()
  await expect(app.getByText('semantic_front holds its lanes')).toBeVisible()
  await expect(app.getByText('10 frames a second are taken, by the places and speeds of the car')).toBeVisible()

  const run = await app.evaluate(async (modelPath) => {
    const post = async (path: string, body: object): Promise<{ id: string }> => {
      const headers = { 'content-type': 'application/json' }
      return (await (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as {
        id: string
      }
    }
    const found = await post('/api/models', { path: modelPath })
    const driveId = location.hash.split('/').at(-1)!
    const { id } = await post('/api/runs', { driveId, modelId: found.id })
    await (await fetch(`/api/runs/${id}/progress`)).text()
    return id
  }, model)
  await app.evaluate((id) => (location.hash = `#/review/${id}?frame=3`), run)
  await app.getByRole('slider', { name: 'Timeline' }).waitFor()
  const lane = app
    .getByRole('region', { name: 'This frame' })
    .locator('dt', { hasText: /^Lane$/ })
    .locator('+ dd')
  await expect(lane).toHaveText('recorded, 100 % sure')

  const panel = app.getByRole('region', { name: 'Lanes' })
  await app.getByRole('button', { name: 'Lanes', exact: true }).click()
  await expect(panel.getByRole('heading', { name: 'With the recording holds here' })).toBeVisible()
  const source = panel.getByRole('listitem').filter({ hasText: 'With the recording' })
  await expect(source.getByText('24 frames, 100 % sure')).toBeVisible()
  await panel.getByRole('button', { name: 'Do not use' }).click()
  await expect(lane).not.toContainText('recorded')
  await panel.getByRole('button', { name: 'Use again' }).click()
  await expect(lane).toHaveText('recorded, 100 % sure')
})
