import type { Locator, Page } from '@playwright/test'
import { expect, frameNumber, test } from './app.ts'

/** Presses Tab until the control has the focus; a person without a mouse must come there. */
async function tabTo(app: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return
    await app.keyboard.press('Tab')
  }
  throw new Error('Tab does not come to the control')
}

test('a sheet takes the focus, keeps it, and gives it back', async ({ app }) => {
  const opener = app.getByRole('button', { name: 'Open a model…' })
  const sheet = app.getByRole('dialog')
  await tabTo(app, opener)
  expect(await opener.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid')
  await app.keyboard.press('Enter')
  await expect(app.getByLabel('Where it lies')).toBeFocused()
  await app.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(opener).toBeFocused()

  await app.keyboard.press('Enter')
  await tabTo(app, sheet.getByRole('button', { name: 'Close' }))
  await app.keyboard.press('Enter')
  await expect(sheet).toHaveCount(0)
  await expect(opener).toBeFocused()
})

test('a key pressed right behind Escape opens the sheet anew', async ({ app }) => {
  await tabTo(app, app.getByRole('button', { name: 'Open a model…' }))
  await app.keyboard.press('Enter')
  for (let times = 0; times < 5; times++) {
    await expect(app.getByLabel('Where it lies')).toBeFocused()
    await Promise.all([app.keyboard.press('Escape'), app.keyboard.press('Enter')])
  }
  await expect(app.getByLabel('Where it lies')).toBeFocused()
})

test('the review is used by keyboard alone', async ({ review }) => {
  const frame = await frameNumber(review)
  const more = review.getByRole('button', { name: 'Other formats' })
  await tabTo(review, more)
  await review.keyboard.press('Enter')
  const items = review.getByRole('menuitem')
  await expect(items.nth(0)).toBeFocused()
  await review.keyboard.press('ArrowDown')
  await expect(items.nth(1)).toBeFocused()
  await review.keyboard.press('ArrowUp')
  await review.keyboard.press('ArrowUp')
  await expect(items.last()).toBeFocused()
  await review.keyboard.press('Escape')
  await expect(items).toHaveCount(0)
  await expect(more).toBeFocused()
  // None of these keys was the timeline's.
  expect(await frameNumber(review)).toBe(frame)

  await tabTo(review, review.getByRole('region', { name: 'This frame' }).locator('summary').first())
  await review.keyboard.press('Enter')
  const about = review.getByText('Model and method')
  await tabTo(review, about)
  await review.keyboard.press(' ')
  await expect(review.getByText(/, the fastest here that agrees/)).toBeVisible()
  await expect(review.getByRole('button', { name: 'Play' })).toBeVisible()

  await tabTo(review, review.getByRole('slider', { name: 'Timeline' }))
  await review.keyboard.press('ArrowRight')
  expect(await frameNumber(review)).toBe(frame + 1)
})

test('nothing moves for those who asked for that', async ({ review }) => {
  await review.emulateMedia({ reducedMotion: 'reduce' })
  const longest = await review.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll('*')].flatMap((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element)
        return [transitionDuration, animationDuration].map((text) => Number.parseFloat(text))
      })
    )
  )
  expect(longest).toBeLessThan(0.001)
})
