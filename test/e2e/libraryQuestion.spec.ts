import { copyFile, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '../../src/main/store/store.ts'
import { addManyDrives } from '../../testing/manyDrives.ts'
import { expect, startApp, test } from './app.ts'

test('a library that is gone is asked about, and restored with all that was in it', async ({ page, folder }) => {
  const dataDir = join(folder, 'data')
  const at = (name: string): string => join(dataDir, name)
  const store = openStore(dataDir)
  const [first] = addManyDrives(store.library, dataDir, 3)
  store.close()
  await copyFile(at('library.backup.sqlite'), at('library.backup-2026-01-02T03-04-05Z.sqlite'))
  await copyFile(at('library.backup.sqlite'), at('library.backup-2025-12-24T20-00-00Z.sqlite'))
  await truncate(at('library.backup-2025-12-24T20-00-00Z.sqlite'), 30_000)
  await rm(at('library.sqlite'))

  const { address, stop } = await startApp(dataDir)
  try {
    await page.goto(address)
    await expect(page.getByRole('heading', { name: 'Your library cannot be opened' })).toBeVisible()
    await expect(page.getByText(`${at('library.sqlite')} is missing.`)).toBeVisible()
    const copies = page.getByRole('radio')
    await expect(copies).toHaveCount(3)
    await expect(copies.first()).toBeChecked()
    await expect(page.getByText('3 drives, 3 runs').first()).toBeVisible()
    // The one that is damaged is shown, and cannot be chosen.
    await expect(copies.last()).toBeDisabled()
    await expect(page.getByText(/is damaged/)).toBeVisible()

    await page.getByRole('button', { name: /^Restore the copy of / }).click()
    await expect(page.getByRole('heading', { name: 'The library is back' })).toBeVisible()
    await page.getByRole('button', { name: 'Go to the library' }).click()
    await expect(page.getByText(first!.drive.name, { exact: true })).toBeVisible()
    await page.reload()
    await expect(page.getByText(first!.drive.name, { exact: true })).toBeVisible()
    // A page that follows an analysis would log that its server is gone.
    await page.goto('about:blank')
  } finally {
    await stop()
  }
})
