import { join } from 'node:path'
import { openStore } from '../../src/main/store/store.ts'
import { addManyDrives } from '../../testing/manyDrives.ts'
import { expect, startApp, test } from './app.ts'

const DRIVES = 120

test('a large library is drawn as it is scrolled, searched and filtered', async ({ page, folder }) => {
  const dataDir = join(folder, 'data')
  const store = openStore(dataDir)
  const added = addManyDrives(store.library, dataDir, DRIVES)
  store.close()
  const { address, stop } = await startApp(dataDir)
  try {
    await page.goto(address)
    const cards = page.locator('.drive')
    const card = (name: string) => cards.filter({ has: page.getByText(name, { exact: true }) })
    const named = (words: RegExp) => added.filter(({ drive }) => words.test(drive.name)).length
    await expect(card(added.at(-1)!.drive.name)).toBeVisible()
    expect(await cards.count()).toBeLessThan(DRIVES / 2)

    // What is not drawn takes its room: the list is as long as it will be.
    const height = () => page.evaluate(() => document.documentElement.scrollHeight)
    const before = await height()
    // What its runs found comes after a card, and moves nothing.
    await expect.poll(() => page.getByText(/^Attention /).count()).toBeGreaterThan(8)
    expect(await height()).toBe(before)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await expect(card(added[0]!.drive.name)).toBeVisible()
    expect(Math.abs((await height()) / before - 1)).toBeLessThan(0.05)

    await page.getByRole('searchbox').fill('night')
    // The sample is one more.
    const all = DRIVES + 1
    await expect(page.getByText(`${named(/night/)} of ${all}`, { exact: true })).toBeVisible()
    await page.getByRole('searchbox').fill('hohenweg')
    await expect(page.getByText(`${named(/Höhenweg/)} of ${all}`, { exact: true })).toBeVisible()
    await expect(cards).toHaveCount(named(/Höhenweg/))
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'Missing', exact: true }).click()
    await expect(page.getByText(`${DRIVES} of ${all}`, { exact: true })).toBeVisible()
    expect(await cards.count()).toBeLessThan(DRIVES / 2)
    // A page that follows an analysis would log that its server is gone.
    await page.goto('about:blank')
  } finally {
    await stop()
  }
})
