import { appendFileSync } from 'node:fs'
import { expect, test } from './app.ts'

// Each of these must fail: that is how any error inside the program is told, wherever it comes out.
const ways = {
  'an error that the page logs': 'console.error(new TypeError("x of undefined"))',
  'an error that the page throws': 'setTimeout(() => null.length)',
  'the sentence for it on the page': 'document.body.append("Something went wrong inside Lanegaze; its log says more.")'
}
for (const [way, script] of Object.entries(ways)) {
  test(`${way} fails a test`, async ({ page }) => {
    test.fail()
    await page.evaluate(script)
    await page.evaluate(() => new Promise((done) => setTimeout(done)))
  })
}

test('an error that the server takes down fails a test', async ({ page }) => {
  test.fail()
  expect(await page.evaluate('1 + 1')).toBe(2)
  appendFileSync(process.env['LANEGAZE_DEFECTS'] ?? '', '"GET /api/drives failed: Error"\n')
})

test('a page without errors does not', async ({ page }) => {
  await page.evaluate(() => console.warn('as every browser does'))
})
