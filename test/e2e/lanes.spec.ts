import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { LaneFile } from '../../src/shared/lanes.ts'
import { brightBox, writeBoxDrive, writeBrightnessModel } from '../fixtures/boxDrive.ts'
import { plainMask } from '../fixtures/laneLabels.ts'
import { writeSmallModel } from '../../testing/smallDrive.ts'
import { expect, test } from './app.ts'

/** Opens a drive and a model by the app's own routes, analyses, and goes to frame 3 of the review. */
async function reviewOf(app: Page, video: string, signals: string, model: string): Promise<void> {
  const run = await app.evaluate(
    async ([drivePath, table, modelPath]) => {
      const post = async (path: string, body: object): Promise<{ id: string }> => {
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
        return (await answer.json()) as { id: string }
      }
      // The sample of a new library would be analysed first.
      for (const { id } of (await (await fetch('/api/runs')).json()) as { id: string }[])
        await fetch(`/api/runs/${id}/pause`, { method: 'POST' })
      const drive = await post('/api/drives', { path: drivePath, signals: table })
      const found = await post('/api/models', { path: modelPath })
      const { id } = await post('/api/runs', { driveId: drive.id, modelId: found.id })
      // The answer ends when the run does.
      await (await fetch(`/api/runs/${id}/progress`)).text()
      return id
    },
    [video, signals, model] as const
  )
  await app.evaluate((id) => (location.hash = `#/review/${id}?frame=3`), run)
  await app.getByRole('slider', { name: 'Timeline' }).waitFor()
}

/** What the review says of the lane at the current frame. */
const laneHere = (app: Page): Locator =>
  app
    .getByRole('region', { name: 'This frame' })
    .locator('dt', { hasText: /^Lane$/ })
    .locator('+ dd')

test('lanes are drawn, brought, chosen and kept', async ({ app, folder }) => {
  const { video, signals } = writeBoxDrive(join(folder, 'drive'))
  const laneModel = await writeBrightnessModel(join(folder, 'lanes'))
  await reviewOf(app, video, signals, await writeSmallModel(join(folder, 'model')))
  const points = app.getByRole('button', { name: /^Point \d+ of \d+$/ })
  const panel = app.getByRole('region', { name: 'Lanes' })

  await test.step('draw a lane by two clicks, and correct it by keyboard', async () => {
    await app.keyboard.press('e')
    await app.getByRole('button', { name: 'Start over' }).click()
    await app.getByRole('button', { name: 'Two clicks' }).click()
    const stage = app.getByRole('application')
    const box = (await stage.boundingBox())!
    await app.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.4)
    await app.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.8)
    await expect(points).toHaveCount(4)
    await app.keyboard.press('Control+z')
    await expect(points).toHaveCount(0)
    await app.keyboard.press('Control+Shift+z')
    await expect(points).toHaveCount(4)
    await app.getByRole('button', { name: 'Point 4 of 4' }).focus()
    await app.keyboard.press('+')
    await expect(points).toHaveCount(5)
    await app.keyboard.press('Shift+ArrowUp')
    await app.getByRole('button', { name: 'Point 5 of 5' }).focus()
    await app.keyboard.press('Delete')
    await expect(points).toHaveCount(4)
    // A click beside the right side puts a point into it.
    await app.mouse.click(box.x + box.width * 0.85, box.y + box.height * 0.7)
    await expect(points).toHaveCount(5)
    await app.keyboard.press('Control+z')
    await app.keyboard.press('Enter')
    await expect(laneHere(app)).toHaveText('drawn, 100 % sure')
  })

  await test.step('export it, and import another file', async () => {
    await app.getByRole('button', { name: 'Lanes', exact: true }).click()
    const download = app.waitForEvent('download')
    await panel.getByRole('button', { name: 'Export' }).click()
    const place = join(folder, 'exported.json')
    await (await download).saveAs(place)
    const { keyframes } = JSON.parse(readFileSync(place, 'utf8')) as LaneFile
    expect(keyframes.map(({ frame }) => frame)).toEqual([3])
    // Sides that meet at (0.5, 0.4), the left one through (0.3, 0.8), the last point ten pixels up.
    expect(keyframes[0]!.polygon[3]![0]).toBeCloseTo(0.2, 2)
    writeFileSync(
      place,
      JSON.stringify({ version: 1, keyframes: [0, 20].map((frame) => ({ frame, polygon: brightBox })) })
    )
    await app.getByLabel('File of drawn lanes').setInputFiles(place)
    await expect(panel.getByText('2 frames drawn, the others between them')).toBeVisible()
  })

  await test.step('say that there is no lane in a stretch, and take it back', async () => {
    await panel.getByLabel('Source', { exact: true }).selectOption('No lane')
    await panel.getByLabel('First frame').fill('2')
    await panel.getByLabel('Last frame').fill('9')
    await panel.getByRole('button', { name: 'Use', exact: true }).click()
    await expect(laneHere(app)).toHaveText('not known')
    await panel.getByRole('button', { name: 'Let the order decide again for frames 2 to 9' }).click()
    await expect(laneHere(app)).toHaveText('drawn, 100 % sure')
    writeFileSync(join(folder, 'none.json'), JSON.stringify({ version: 1, keyframes: [] }))
    await app.getByLabel('File of drawn lanes').setInputFiles(join(folder, 'none.json'))
    await expect(panel.getByText('none drawn')).toBeVisible()
  })

  await test.step('import labels; what cannot be read is told', async () => {
    const masks = join(folder, 'masks')
    mkdirSync(masks)
    writeFileSync(join(masks, '3.png'), plainMask(160, 80))
    await panel.getByRole('button', { name: 'Import labels…' }).click()
    const sheet = app.getByRole('dialog', { name: 'Import lane labels' })
    await sheet.getByLabel('File or folder').fill(join(folder, 'nothing'))
    await sheet.getByRole('button', { name: 'Import' }).click()
    await expect(sheet.getByRole('alert')).toContainText('There is nothing at this path')
    await sheet.getByLabel('File or folder').fill(masks)
    await sheet.getByRole('button', { name: 'Import' }).click()
    await expect(panel.getByText('PNG masks, 1 label')).toBeVisible()
    await expect(laneHere(app)).toContainText('imported')
    await panel.getByRole('button', { name: 'Remove' }).click()
    await expect(panel.getByText('none imported')).toBeVisible()
  })

  await test.step('set the camera of the driven path', async () => {
    await panel.getByRole('button', { name: 'Set up…' }).click()
    const form = app.getByRole('group', { name: 'Camera of the driven path' })
    await form.getByLabel('Pitch, down').fill('4')
    await form.getByRole('button', { name: 'Use this path' }).click()
    await expect(laneHere(app)).toHaveText('path, 53 % sure') // a third of its reach was driven
    await panel.getByRole('button', { name: 'Do not use' }).click()
    await expect(panel.getByText('not used')).toBeVisible()
  })

  await test.step('choose a lane model by what it shows, and run it', async () => {
    await panel.getByRole('button', { name: 'Choose…' }).click()
    const form = app.getByRole('group', { name: 'Lane model' })
    await form.getByRole('button', { name: 'Open…' }).click()
    await app.getByPlaceholder('/path/to/model').fill(laneModel)
    await app.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click()
    await expect(form.getByText('Green on the picture is what counts as lane in frame 3.')).toBeVisible()
    await expect(form.getByLabel('Channel')).toHaveValue('0')
    await form.getByRole('button', { name: 'Run it on the drive' }).click()
    await expect(laneHere(app)).toHaveText('model, 100 % sure', { timeout: 60_000 })
  })
})
