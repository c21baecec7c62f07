/** Runs the built desktop host on the stand-in and prints, as one JSON line, what happened. */
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { analysedThrough } from './analysedThrough.ts'

const fake = await import('./electron.ts')
const [dataDir, drive, model] = process.argv.slice(2)
if (!dataDir || !drive || !model) throw new Error('usage: desk.ts DATA_DIR DRIVE MODEL')
process.env['LANEGAZE_DATA_DIR'] = dataDir
process.argv.splice(2)

await import(join(import.meta.dirname, '../../../out/main/index.js'))
while (fake.pages.length === 0) await later(50)
const page = fake.pages[0]!
await page.getByRole('heading').first().waitFor()

const fetched = await page.evaluate(async () => {
  const answer = await fetch('/api/about')
  return { status: answer.status, csp: answer.headers.get('content-security-policy') }
})
const host = await page.evaluate(() => ({
  keys: Object.keys(window.lanegazeHost ?? {}).sort(),
  kind: window.lanegazeHost?.kind,
  node: 'process' in window || 'require' in window,
  dropped: window.lanegazeHost?.pathOf?.(new File([], 'road.mp4'))
}))
fake.answers.openDialog.push(drive)
const chosen = await page.evaluate(() => window.lanegazeHost?.openDialog?.('drive') ?? null)
// The person backs out of this one.
await page.evaluate(() => window.lanegazeHost?.openDialog?.('model') ?? null)
const stranger = await Promise.resolve()
  .then(() => fake.invokeAs('https://elsewhere.example/', 'lanegaze:reveal', '/etc'))
  .then(
    () => 'answered',
    () => 'refused'
  )

const desktop = fake.BrowserWindow.getAllWindows()[0]!
const contents = desktop.webContents
const navigation = {
  url: 'https://elsewhere.example/',
  prevented: false,
  preventDefault: () => (navigation.prevented = true)
}
contents.emit('will-navigate', navigation)
const webview = { prevented: false, preventDefault: () => (webview.prevented = true) }
contents.emit('will-attach-webview', webview)

// The job runs in the host's utility process.
const run = await analysedThrough(page, drive, model)

fake.app.quit()
await new Promise((gone) => fake.app.once('quit', gone))
await fake.app.close()
process.stdout.write(
  `${JSON.stringify({
    asked: fake.asked,
    fetched,
    host,
    chosen,
    stranger,
    navigation: navigation.prevented,
    webview: webview.prevented,
    opened: contents.openHandler({ url: 'https://elsewhere.example/' }).action,
    run
  })}\n`
)
process.exit(0)
