import type { Page } from '@playwright/test'
import type { EventList } from '../../src/shared/api.ts'
import { defaultRule, type Rule } from '../../src/shared/events.ts'
import { expect, frameNumber, test } from './app.ts'

const events = (app: Page) => app.getByRole('region', { name: 'Events' }).getByRole('listitem')
const rule = (app: Page) => app.getByRole('combobox', { name: 'Rule' })

test('a rule is tried while a threshold is dragged, kept when it is let go, and named', async ({ review }) => {
  await review.getByRole('button', { name: 'Rule', exact: true }).click()
  await expect(rule(review)).toHaveValue('Default')
  const before = await events(review).count()

  await test.step('dragging shows what would be found, and keeps nothing', async () => {
    const handle = review.getByRole('slider', { name: 'Events end above' })
    const box = await handle.boundingBox()
    if (!box) throw new Error('the threshold is not on the timeline')
    await review.mouse.move(box.x + 10, box.y + 6)
    await review.mouse.down()
    await review.mouse.move(box.x + 10, box.y + 400, { steps: 5 })
    await expect(events(review)).toHaveCount(0)
    await expect(review.getByLabel('Begins below')).toHaveValue('0')
    await review.mouse.up()
    await expect(rule(review)).toHaveValue('')
  })

  await test.step('the rule gets a name, and is chosen by it', async () => {
    await review.getByRole('button', { name: 'Save as…' }).click()
    await review.getByLabel('Name of the rule').fill('Nothing')
    await review.keyboard.press('Enter')
    await expect(rule(review)).toHaveValue('Nothing')
    await rule(review).selectOption('Default')
    await expect(events(review)).toHaveCount(before)
    await rule(review).selectOption('Nothing')
    await expect(events(review)).toHaveCount(0)
    await review.getByRole('button', { name: 'Forget the name of this rule' }).click()
    await expect(rule(review)).toHaveValue('')
    await rule(review).selectOption('Default')
    await expect(events(review)).toHaveCount(before)
  })
})

/** Flags the run under review by a rule, and opens the review anew. */
async function flagBy(review: Page, rule: Rule): Promise<void> {
  const run = /review\/(\w+)/.exec(review.url())![1]
  await review.evaluate(
    ([run, rule]) =>
      fetch(`/api/runs/${run}/rule`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: rule }),
    [run, JSON.stringify(rule)] as const
  )
  await review.reload()
  await review.getByRole('slider', { name: 'Timeline' }).waitFor()
}

test('an event is trimmed, split and joined by the keyboard', async ({ review }) => {
  // None of the rule's own, so that the next event is the one that is meant.
  await flagBy(review, { ...defaultRule, enter: 0, leave: 0 })
  await expect(events(review)).toHaveCount(0)
  await review.keyboard.press('Home')
  for (let i = 0; i < 3; i++) await review.keyboard.press('Shift+ArrowRight')
  const middle = await frameNumber(review)
  await review.keyboard.press('a')
  const mine = events(review)
  await expect(mine).toHaveCount(1)

  await review.keyboard.press('ArrowRight')
  await review.keyboard.press('x')
  await expect(mine).toHaveCount(2)
  await review.keyboard.press('ArrowLeft')
  await review.keyboard.press('j')
  await expect(mine).toHaveCount(1)

  await review.keyboard.press(',')
  await review.keyboard.press('ArrowRight')
  await review.keyboard.press('.')
  await expect(mine.getByText(/marked by hand.*for 0\.1.s/i)).toBeVisible()
  expect(await frameNumber(review)).toBe(middle + 1)
  await mine.getByRole('button', { name: 'Remove this event' }).click()
  await expect(mine).toHaveCount(0)
  await flagBy(review, defaultRule)
})

test('a relative rule says what its quantiles come to, beside them and on the timeline', async ({ review }) => {
  await flagBy(review, { ...defaultRule, thresholds: 'quantile', enter: 0.2, leave: 0.5 })
  const run = /review\/(\w+)/.exec(review.url())![1]
  const { thresholds } = await review.evaluate(
    async (run) => (await (await fetch(`/api/runs/${run}/events`)).json()) as EventList,
    run
  )
  const [enter, leave] = [thresholds!.enter, thresholds!.leave].map((value) => String(Number(value.toPrecision(3))))
  await expect(review.getByText(`below ${enter}`, { exact: true })).toBeVisible()
  await review.getByRole('button', { name: 'Rule', exact: true }).click()
  await expect(review.getByLabel('Begins below quantile')).toHaveAttribute('aria-valuetext', `0.20: is lift ${enter}`)
  await expect(review.getByText(`is lift ${leave}`)).toBeVisible()
  await flagBy(review, defaultRule)
})
