import type { Page } from '@playwright/test'
import { expect, frameNumber, openSample, test } from './app.ts'

/** What becomes of the steering, in words. */
const change = /(no change|\d further (left|right)|either way)/

/** Drags over the picture, in unit coordinates. */
async function dragOver(app: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await app.getByRole('button', { name: /^Region to hide/ }).boundingBox()
  if (!box) throw new Error('there is no picture to drag over')
  const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const
  await app.mouse.move(...at(from))
  await app.mouse.down()
  await app.mouse.move(...at(to), { steps: 4 })
  await app.mouse.up()
}

test('a stranger sees what the sample models steer by, and tries it', async ({ page: app, analysed }) => {
  await app.goto(analysed.home)
  await test.step('the first screen shows the same frame under each model, and what is to be held of them', async () => {
    const pictures = app.getByRole('img', { name: /^Frame \d+ with what the .* looked at$/ })
    await expect(pictures).toHaveCount(2)
    const names = await pictures.evaluateAll((all) => all.map((picture) => picture.ariaLabel ?? ''))
    expect(new Set(names.map((name) => /^Frame \d+/.exec(name)?.[0])).size).toBe(1)
    await expect(app.getByText('Same steering, other reasons.')).toBeVisible()
    const models = app.getByRole('listitem').filter({ has: pictures })
    await expect(models.filter({ hasText: /Good: Steers by its lane/ })).toHaveCount(1)
    for (const model of await models.all()) await expect(model).toContainText(/Steering from its lane\s*\d+ %/)
  })

  await openSample(app)
  const verdict = app.getByRole('region', { name: 'Verdict' })
  await test.step('the verdict of the model that strays stands beside chance', async () => {
    await expect(verdict).toContainText(/(To be doubted|Unclear): /)
    await expect(verdict).toContainText(/Steering comes \d+ % \(\d+ to \d+\) from the lane/)
    await expect(
      verdict.getByRole('img', { name: /% of the steering comes from the lane.* by chance it would be \d+ to \d+ %/ })
    ).toBeVisible()
    await expect(verdict.getByText(/^Gradient .* on this model$/)).toBeVisible()
    await expect(verdict.getByRole('button', { name: 'Test what steers' })).toHaveCount(0)
  })

  const worst = await frameNumber(app)
  await test.step('an event is proved by hiding its cause, and closes again', async () => {
    const ask = app.getByRole('button', { name: 'What if it were not there?' })
    const proof = app.getByRole('region', { name: 'What if it were not there?' })
    await ask.click()
    await expect(proof.getByText(/^Without what it looked at outside the lane: /)).toHaveText(change)
    await expect(proof.getByText(/^Without as much of the lane: /)).toHaveText(change)
    await expect(proof.getByRole('img', { name: new RegExp(`^Frame ${worst} `) })).toHaveCount(3)
    await expect(proof).toContainText(/Tried on \d+ frames/)
    await ask.click()
    await expect(proof).toHaveCount(0)
    await app.keyboard.press('i')
    await expect(proof).toBeVisible()
    // Elsewhere it is no proof of anything.
    await app.keyboard.press('n')
    await app.keyboard.press('n')
    await expect(proof).toHaveCount(0)
    await app.keyboard.press('w')
  })

  const panel = app.getByRole('region', { name: 'What if this were not there?' })
  await test.step('a region that is dragged over is hidden, at the frame and around it', async () => {
    await app.getByRole('button', { name: 'Hide…' }).click()
    await dragOver(app, [0.5, 0.5], [0.75, 0.8])
    await expect(panel.getByText(/^Without this region: /)).toHaveText(change)
    await expect(panel.getByText(`Frame ${worst}`, { exact: true })).toBeVisible()
    await panel.getByRole('button', { name: 'Over the 10 s around' }).click()
    await expect(panel.getByText(/tried on \d+ frames/)).toBeVisible()
    await app.keyboard.press('ArrowRight')
    await expect(panel.getByText(`Frame ${worst + 1}`, { exact: true })).toBeVisible()
  })

  await test.step('what the model does not see changes nothing, and says so', async () => {
    await dragOver(app, [0.4, 0.02], [0.6, 0.1])
    await expect(panel.getByRole('alert')).toHaveText('The model sees nothing of that region.')
  })

  await test.step('keys draw a region too, and Escape puts the tool away', async () => {
    await app.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)
    await app.keyboard.press('h')
    await app.keyboard.press('Enter')
    await expect(panel.getByText(/^Without this region: /)).toHaveText(change)
    const before = await frameNumber(app)
    await app.keyboard.press('ArrowDown')
    await expect(panel.getByText(/^Without this region: /)).toHaveText(change)
    expect(await frameNumber(app)).toBe(before)
    await app.keyboard.press('Escape')
    await expect(app.getByRole('button', { name: /^Region to hide/ })).toHaveCount(0)
  })

  await test.step('drawing a lane puts the tool away', async () => {
    await app.keyboard.press('h')
    await app.getByRole('button', { name: 'Draw lane…' }).click()
    await expect(app.getByRole('button', { name: /^Region to hide/ })).toHaveCount(0)
    await expect(app.getByRole('application', { name: /^Lane of this frame/ })).toBeVisible()
    await app.keyboard.press('Escape')
  })
})

test('a run that was not tested offers the test', async ({ review }) => {
  await review.route('**/findings', async (route) => {
    const response = await route.fetch()
    const findings = (await response.json()) as Record<string, unknown>
    await route.fulfill({ response, json: { ...findings, swap: null, trust: null } })
  })
  await review.reload()
  const verdict = review.getByRole('region', { name: 'Verdict' })
  await expect(verdict).toContainText('By its maps alone')
  await expect(verdict).not.toContainText(/Steering comes|beats chance/)
  await review.unrouteAll()
  await verdict.getByRole('button', { name: 'Test what steers' }).click()
  await expect(verdict).toContainText(/Steering comes \d+ %/)
  await expect(verdict.getByText(/^Gradient .* on this model$/)).toBeVisible()
})

test('a run for looking says so once and offers the default rule', async ({ review }) => {
  const list = review.getByRole('region', { name: 'Events' })
  const looking = await review.evaluate(async () => {
    const json = { 'content-type': 'application/json' }
    const run = (await (await fetch(`/api/runs/${location.hash.split(/[/?]/)[2]}`)).json()) as Record<string, string>
    const wishes = { driveId: run.driveId, modelId: run.modelId, method: 'visual-backprop' }
    const made = await fetch('/api/runs', { method: 'POST', headers: json, body: JSON.stringify(wishes) })
    return ((await made.json()) as { id: string }).id
  })
  try {
    await review.evaluate((run) => (location.hash = `#/review/${run}`), looking)
    await expect(review.getByText('VisualBackProp is for looking', { exact: false })).toHaveCount(1, {
      timeout: 60_000
    })
    await expect(list.getByRole('listitem')).toHaveCount(0)
    await list.getByRole('button', { name: 'Use the default rule' }).click()
    await expect(list.getByRole('listitem')).not.toHaveCount(0)
    await expect(list.getByRole('button', { name: 'Use the default rule' })).toHaveCount(0)
    await expect(list).toContainText('Its events come from a rule that was chosen for it')
  } finally {
    await review.evaluate((run) => fetch(`/api/runs/${run}`, { method: 'DELETE' }).then(() => undefined), looking)
  }
})
