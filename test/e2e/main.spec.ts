import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, frameNumber, openSample, test } from './app.ts'

const timeline = (app: Page) => app.getByRole('slider', { name: 'Timeline' })
const events = (app: Page) => app.getByRole('region', { name: 'Events' }).getByRole('listitem')

/** What is on the stage as it is put together on the screen. */
async function stagePixels(app: Page, frame: number): Promise<Buffer> {
  const stage: Locator = app.getByRole('img', { name: new RegExp(`^Frame ${frame}\\b`) })
  await stage.waitFor()
  return stage.screenshot()
}

test('from the first screen to a report', async ({ app, folder }) => {
  await expect(app.getByRole('heading', { level: 1 })).toContainText('See where a steering model looks')
  await openSample(app)

  const worst = await frameNumber(app)
  const count = Number(await timeline(app).getAttribute('aria-valuemax')) + 1

  await test.step('scrub by keyboard', async () => {
    const moves: [key: string, frame: number][] = [
      ['ArrowRight', worst + 1],
      ['ArrowLeft', worst],
      ['Shift+ArrowRight', worst + 10],
      ['Home', 0],
      ['ArrowLeft', 0],
      ['End', count - 1],
      ['w', worst]
    ]
    for (const [key, frame] of moves) {
      await app.keyboard.press(key)
      await expect(timeline(app)).toHaveAttribute('aria-valuenow', String(Math.min(frame, count - 1)))
    }
    await app.keyboard.press('Space')
    await expect(app.getByRole('button', { name: 'Pause' })).toBeVisible()
    await expect.poll(() => frameNumber(app)).toBeGreaterThan(worst + 5)
    await app.keyboard.press('Space')
    await app.keyboard.press('w')
  })

  await test.step('change the overlay', async () => {
    const shown = await stagePixels(app, worst)
    await app.keyboard.press('o')
    await expect(app.getByRole('button', { name: 'Map' })).toHaveAttribute('aria-pressed', 'false')
    const bare = await stagePixels(app, worst)
    expect(bare.equals(shown)).toBe(false)
    await app.keyboard.press('o')
    await app.getByLabel('Colours').selectOption('cool')
    await expect.poll(async () => (await stagePixels(app, worst)).equals(shown)).toBe(false)
    await app.getByLabel('Opacity').fill('0')
    await app.getByRole('button', { name: 'Per frame' }).click()
    await app.getByLabel('Opacity').fill('1')
    await expect(app.getByRole('button', { name: 'Per frame' })).toHaveAttribute('aria-pressed', 'true')
  })

  const event = events(app)
    .filter({ has: app.locator('[aria-current]') })
    .or(app.locator('li[aria-current]'))
  await test.step('confirm the worst event, with a note', async () => {
    await expect(event).toHaveCount(1)
    await app.keyboard.press('c')
    // The next event comes by itself.
    await expect.poll(() => frameNumber(app)).not.toBe(worst)
    await app.keyboard.press('p')
    await expect.poll(() => frameNumber(app)).toBe(worst)
    await expect(event.getByText(/^Confirmed 20/)).toBeVisible()
    await app.keyboard.press('m')
    // Letters that are keys of the review are letters in a note.
    await app.getByLabel('Note on this event').fill('')
    await app.keyboard.type('on the verge, once more')
    await app.keyboard.press('Enter')
    await expect(event.getByRole('button', { name: 'Note: on the verge, once more' })).toBeVisible()
    expect(await frameNumber(app)).toBe(worst)
  })

  await test.step('reload and find it again', async () => {
    await expect.poll(() => app.url()).toContain(`frame=${worst}`)
    await app.reload()
    await expect(timeline(app)).toHaveAttribute('aria-valuenow', String(worst))
    await expect(event.getByText(/^Confirmed 20/)).toBeVisible()
    await expect(event.getByRole('button', { name: 'Note: on the verge, once more' })).toBeVisible()
    await expect(app.getByLabel('Colours')).toHaveValue('cool')
  })

  await test.step('export the report and open it', async () => {
    const download = app.waitForEvent('download')
    await app.getByRole('button', { name: 'Export report' }).click()
    const place = join(folder, 'report.html')
    await (await download).saveAs(place)
    const asked: string[] = []
    const report = await app.context().newPage()
    report.on('request', (request) => asked.push(request.url()))
    await report.goto(`file://${place}`)
    await expect(report.getByText('on the verge, once more')).toBeVisible()
    expect(asked.filter((address) => !address.startsWith('data:'))).toEqual([`file://${place}`])
    await report.close()
  })
})

test('a lane drawn on the stage changes the score, stays, and can be removed', async ({ review }) => {
  const lift = review.getByTestId('lift')
  const before = await lift.innerText()
  await review.keyboard.press('e')
  await review.getByRole('button', { name: 'Start over' }).click()
  const stage = review.getByRole('application', { name: /Lane of this frame/ })
  const box = (await stage.boundingBox())!
  for (const [x, y] of [
    [0.05, 0.7],
    [0.3, 0.5],
    [0.9, 0.5],
    [0.95, 0.7]
  ] as const) {
    await stage.click({ position: { x: x * box.width, y: y * box.height } })
  }
  await review.getByRole('button', { name: 'Point 1 of 4' }).press('ArrowUp')
  await review.getByRole('button', { name: 'Save the lane' }).click()
  await expect(review.getByRole('region', { name: 'This frame' })).toContainText('drawn, 100 % sure')
  await expect(lift).not.toHaveText(before)
  const after = await lift.innerText()
  await review.reload()
  await expect(lift).toHaveText(after)
  await review.keyboard.press('e')
  await review.getByRole('button', { name: 'Remove the drawn lane' }).click()
  await expect(lift).toHaveText(before)
})

test('an event is added by hand, dismissed, and removed', async ({ review }) => {
  await review.keyboard.press('Home')
  const before = await events(review).count()
  await review.keyboard.press('a')
  await expect(events(review)).toHaveCount(before + 1)
  const added = events(review).filter({ hasText: 'By hand' })
  await review.keyboard.press('d')
  await expect(added.getByTitle('Dismissed')).toBeVisible()
  await added.getByRole('button', { name: /marked by hand/ }).click()
  await added.getByRole('button', { name: 'Remove this event' }).click()
  await expect(events(review)).toHaveCount(before)
})

test('a table with one row a frame', async ({ review, folder }) => {
  const count = Number(await timeline(review).getAttribute('aria-valuemax')) + 1
  await review.getByRole('button', { name: 'Other formats' }).click()
  const download = review.waitForEvent('download')
  await review.getByRole('menuitem', { name: /Table/ }).click()
  const place = join(folder, 'table.csv')
  await (await download).saveAs(place)
  const rows = (await readFile(place, 'utf8')).trim().split('\n')
  expect(rows[0]).toContain('frame,time_s,steering_recorded,steering_predicted')
  expect(rows).toHaveLength(count + 1)
})

test('the sheet of keys opens with ? and closes with Escape', async ({ review }) => {
  await review.keyboard.press('?')
  await expect(
    review.getByRole('dialog', { name: 'Keys' }).getByText('Confirm the event here, or all that are selected')
  ).toBeVisible()
  await review.keyboard.press('Escape')
  await expect(review.getByRole('dialog')).toHaveCount(0)
})

test('a panel is opened by its key and closed by its button', async ({ review }) => {
  await review.keyboard.press('v')
  const layers = review.getByRole('region', { name: 'What a layer gives' })
  await expect(layers.getByRole('img', { name: `for frame ${await frameNumber(review)}` })).toBeVisible({
    timeout: 30_000
  })
  await layers.getByRole('button', { name: 'Map of this layer' }).click()
  const map = layers.getByRole('img', {
    name: `Where the picture of frame ${await frameNumber(review)} changes the mean of`
  })
  await expect(map).toBeVisible({ timeout: 30_000 })
  await review.getByRole('button', { name: 'Layers' }).click()
  await expect(layers).toHaveCount(0)
})

test('an analysis is paused, goes on, and is cancelled', async ({ app }) => {
  const honest = app.getByRole('listitem').filter({ has: app.getByRole('heading', { name: 'Honest model' }) })
  await honest.getByRole('button', { name: 'Pause' }).click()
  await expect(honest.getByText(/^Paused/)).toBeVisible()
  await honest.getByRole('button', { name: 'Go on' }).click()
  await honest.getByRole('button', { name: 'Cancel' }).click()
  await expect(honest).toHaveCount(0)
  await app.getByRole('button', { name: 'Cancel' }).click()
  await expect(app.getByRole('link', { name: 'Analyse the sample' })).toBeVisible()
})
