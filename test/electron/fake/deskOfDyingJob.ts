/** Runs the built desktop host on the stand-in, has a job die, and prints as one JSON line what the person is told. */
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { analysedThrough } from './analysedThrough.ts'

const fake = await import('./electron.ts')
const [dataDir, drive, model] = process.argv.slice(2)
if (!dataDir || !drive || !model) throw new Error('usage: deskOfDyingJob.ts DATA_DIR DRIVE MODEL')
process.env['LANEGAZE_DATA_DIR'] = dataDir
process.argv.splice(2)
fake.jobImports.push('--import', new URL('./dyingJob.mjs', import.meta.url).href)

await import(join(import.meta.dirname, '../../../out/main/index.js'))
while (fake.pages.length === 0) await later(50)
const page = fake.pages[0]!
await page.getByRole('heading').first().waitFor()

const { error } = await analysedThrough(page, drive, model)

await page.evaluate(() => (location.hash = '#/settings'))
await page.getByRole('button', { name: 'Show the log' }).first().click()
while (!fake.asked.some(({ what }) => what === 'showItemInFolder')) await later(50)
const diagnostics = await page.evaluate(async () => (await fetch('/api/diagnostics')).text())

fake.app.quit()
await new Promise((gone) => fake.app.once('quit', gone))
await fake.app.close()
process.stdout.write(
  `${JSON.stringify({ error, diagnostics, revealed: fake.asked.find(({ what }) => what === 'showItemInFolder')?.with })}\n`
)
process.exit(0)
