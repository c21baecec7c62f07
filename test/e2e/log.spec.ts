import { expect, test } from './app.ts'

test('a person copies the diagnostics and reads the log', async ({ app, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.getByRole('link', { name: 'Settings and about' }).click()
  await app.getByRole('button', { name: 'Copy diagnostics' }).click()
  await expect(app.getByText('The diagnostics are copied.')).toBeVisible()
  const copied = await app.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^Lanegaze \d/)
  expect(copied).toMatch(/info {2}serve \d+ {2}Run \w+ starts\./)

  await app.getByRole('button', { name: 'Show the log' }).click()
  const sheet = app.getByRole('dialog', { name: 'Log' })
  await expect(sheet).toContainText(/info {2}serve \d+ {2}Lanegaze .* has its library open/)
  await app.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('where the clipboard is refused the diagnostics can be copied by hand', async ({ app }) => {
  await app.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await app.getByRole('link', { name: 'Settings and about' }).click()
  await app.getByRole('button', { name: 'Copy diagnostics' }).click()
  await expect(app.getByRole('dialog', { name: 'Diagnostics' })).toContainText(/Lanegaze \d/)
})

test('an error inside the program leads to the log', async ({ app }) => {
  const error = "The analysis failed: x of undefined. Lanegaze's log says more."
  await app.route('**/api/drives', (route) => route.fulfill({ status: 503, json: { error } }))
  await app.reload()
  const message = app.getByRole('alert').filter({ hasText: error })
  await message.getByRole('button', { name: 'Show the log' }).click()
  await expect(app.getByRole('dialog', { name: 'Log' })).toContainText('has its library open')
})
