import type { Locator, Page } from '@playwright/test'
import { expect, frameNumber, test } from './app.ts'

const timeline = (app: Page) => app.getByRole('slider', { name: 'Timeline' })
/** The pictures of both runs and of their difference, at a frame. */
const pictures = (app: Page, frame: number) => app.getByRole('img', { name: new RegExp(`^Frame ${frame}\\b`) })
const places = (app: Page) => app.getByRole('complementary', { name: 'Where they differ' }).getByRole('listitem')
const here = (app: Page) => app.locator('li button[aria-current]')

/** The middle of what each of two is drawn to look at more, y down from 0 to 1; the first is drawn redder than blue. */
async function middles(difference: Locator): Promise<{ a: number; b: number }> {
  return difference
    .locator('canvas')
    .last()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
      const sums = { a: { at: 0, of: 0 }, b: { at: 0, of: 0 } }
      for (let i = 0; i < data.length; i += 4) {
        const [more, less] = [data[i]! - data[i + 2]!, data[i + 2]! - data[i]!]
        const [side, amount] = more > 20 ? [sums.a, more] : less > 20 ? [sums.b, less] : [null, 0]
        if (!side) continue
        side.at += amount * (Math.floor(i / 4 / width) / height)
        side.of += amount
      }
      return { a: sums.a.at / sums.a.of, b: sums.b.at / sums.b.of }
    })
}

/** Goes from the first screen, where the sample is analysed, to its two models side by side. */
async function openComparison(page: Page, home: string): Promise<void> {
  await page.goto(home)
  await page.getByRole('link', { name: 'Compare them frame by frame' }).click()
  await timeline(page).waitFor()
}

test('the models of the sample are walked through side by side, by keys', async ({ page, analysed }) => {
  await openComparison(page, analysed.home)
  for (const name of ['A: Honest model by Gradient', 'B: Cheating model by Gradient'])
    await expect(page.getByRole('region', { name })).toBeVisible()

  await test.step('it opens where their steering is farthest apart', async () => {
    await expect(here(page)).toHaveText(/A farther (left|right) 0\.\d+/)
    await expect(places(page).first().locator('[aria-current]')).toBeVisible()
  })

  await test.step('one playhead moves all pictures', async () => {
    const frame = await frameNumber(page)
    await expect(pictures(page, frame)).toHaveCount(3)
    await page.keyboard.press('ArrowRight')
    await expect(pictures(page, frame + 1)).toHaveCount(3)
    await expect(here(page)).toHaveCount(0)
    await page.keyboard.press('ArrowLeft')
    await expect(pictures(page, frame)).toHaveCount(3)
  })

  await test.step('N and P walk through the list', async () => {
    await page.keyboard.press('n')
    await expect(places(page).nth(1).locator('[aria-current]')).toBeVisible()
    await page.keyboard.press('n')
    await expect(places(page).nth(2).locator('[aria-current]')).toBeVisible()
    await page.keyboard.press('p')
    await expect(places(page).nth(1).locator('[aria-current]')).toBeVisible()
  })

  await test.step('the stretches that only the cheating model left the lanes in', async () => {
    await page.getByRole('button', { name: 'A left' }).click()
    await expect(page.getByText('There is no such stretch.')).toBeVisible()
    await page.getByRole('button', { name: 'B left' }).click()
    expect(await places(page).count()).toBeGreaterThan(3)
    await page.keyboard.press('Home')
    await page.keyboard.press('n')
    await expect(places(page).first().locator('[aria-current]')).toHaveText(/for \d+\.\d s/)
  })

  await test.step('what the cheating model looks at more lies above what the honest one does', async () => {
    await page.getByRole('button', { name: 'Attention' }).click()
    await places(page).first().getByRole('button').click()
    await expect(pictures(page, await frameNumber(page))).toHaveCount(3)
    const difference = page.getByRole('figure', { name: 'Where A or B looks more' })
    await expect.poll(async () => (await middles(difference)).a).toBeGreaterThan(0.5)
    const { a, b } = await middles(difference)
    expect(b).toBeLessThan(a - 0.1)
    await expect(page.getByText('each map counts by its own sum')).toBeVisible()
  })

  await test.step('one overlay holds for all', async () => {
    const frame = await frameNumber(page)
    const mapped = page.getByRole('img', { name: `Frame ${frame} with the attention map over it` })
    await expect(mapped).toHaveCount(2)
    await page.keyboard.press('o')
    await expect(mapped).toHaveCount(0)
    await page.keyboard.press('o')
    await page.keyboard.press('d')
    await expect(pictures(page, frame)).toHaveCount(2)
    await page.keyboard.press('d')
  })

  await test.step('a reload finds the frame again', async () => {
    const frame = await frameNumber(page)
    await expect.poll(() => page.url()).toContain(`frame=${frame}`)
    await page.reload()
    await expect(timeline(page)).toHaveAttribute('aria-valuenow', String(frame))
  })

  await test.step('a name leads to the review at the same frame', async () => {
    const frame = await frameNumber(page)
    await page.getByRole('link', { name: 'Cheating model' }).click()
    await expect(page).toHaveURL(new RegExp(`#/review/\\w+\\?frame=${frame}$`))
    await expect(timeline(page)).toHaveAttribute('aria-valuenow', String(frame))
  })
})

test('a drive and its card in the library lead to it', async ({ page, analysed }) => {
  // Cards are shown once there is a drive beside the sample.
  await page.route('**/api/drives', async (route) => {
    const answer = await route.fetch()
    const [sample] = (await answer.json()) as object[]
    await route.fulfill({
      response: answer,
      json: [sample, { ...sample, id: 'other', name: 'another', sample: false }]
    })
  })
  await page.route('**/api/drives/other/thumbnail', (route) => route.fulfill({ status: 200, body: '' }))
  await page.goto(analysed.home)
  await page.getByRole('link', { name: 'Compare the analyses of Sample drive' }).click()
  await expect(page.getByRole('region', { name: 'B: Cheating model by Gradient' })).toBeVisible()

  await page.getByRole('link', { name: 'Sample drive' }).click()
  const compare = page.getByRole('link', { name: 'Compare the 2 ticked' })
  await expect(compare).toBeVisible()
  const honest = page.getByRole('checkbox', { name: 'Compare Honest model, Gradient' })
  await honest.uncheck()
  await expect(compare).toHaveCount(0)
  await expect(page.getByText('Tick two to four of them to compare them.')).toBeVisible()
  await honest.check()
  await compare.click()
  await expect(page.getByRole('region', { name: 'A: Honest model by Gradient' })).toBeVisible()
})

test('runs that are not there are refused in a sentence', async ({ page, analysed }) => {
  await page.goto(analysed.home)
  await page.evaluate(() => (location.hash = '#/compare/nope,neither'))
  await expect(page.getByRole('alert')).toContainText("There is no run 'nope' in the library.")
  await page.evaluate(() => (location.hash = '#/compare/nope'))
  await expect(page.getByRole('alert')).toContainText('must name two runs at least')
})

test('nothing is cut or scrolls sideways in the smallest window', async ({ page, analysed }) => {
  await page.setViewportSize({ width: 960, height: 640 })
  await openComparison(page, analysed.home)
  await expect(pictures(page, await frameNumber(page))).toHaveCount(3)
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(beyond).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
  for (const picture of await pictures(page, await frameNumber(page)).all())
    expect((await picture.boundingBox())!.width).toBeGreaterThan(150)
})
