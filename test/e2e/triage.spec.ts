import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { EventList } from '../../src/shared/api.ts'
import { writeTriageDrive, type TriageDrive } from '../../testing/triageDrive.ts'
import { expect, frameNumber, startApp, test as base } from './app.ts'

/** The review of a run of a hundred events, each test in a library of its own. */
const test = base.extend<{ drive: TriageDrive; triage: Page }>({
  drive: async ({ folder }, use) => use(writeTriageDrive(join(folder, 'triage'))),
  triage: async ({ page, folder, drive }, use) => {
    const { address, stop } = await startApp(join(folder, 'triage'))
    try {
      await page.goto(`${address}#/review/${drive.runId}`)
      await page.getByRole('slider', { name: 'Timeline' }).waitFor()
      await use(page)
    } finally {
      await stop()
    }
  }
})

const list = (page: Page) => page.getByRole('region', { name: 'Events' })
const rows = (page: Page) => list(page).getByRole('listitem')
const progress = (page: Page) => list(page).getByRole('status')
const current = (page: Page) => page.locator('li[aria-current]')

/** What the app has of the events. */
function kept(page: Page, { runId }: TriageDrive): Promise<EventList['events']> {
  return page.evaluate(async (run) => {
    const answer = (await (await fetch(`/api/runs/${run}/events`)).json()) as EventList
    return answer.events
  }, runId)
}

/** Presses a key and waits until the playhead is at another event. */
async function pressAndGoOn(page: Page, key: string): Promise<void> {
  const before = await frameNumber(page)
  await page.keyboard.press(key)
  await expect.poll(() => frameNumber(page), { intervals: [10, 20, 50] }).not.toBe(before)
}

test('a hundred events are judged with as many keys, are all there after a reload, and are undone', async ({
  triage,
  drive
}) => {
  await expect(progress(triage)).toHaveAttribute('title', '0 of 100 events judged')
  const keys = Array.from({ length: 99 }, (_, i) => ['c', 'd', 'u'][i % 3]!)
  for (const key of keys) await pressAndGoOn(triage, key)
  await triage.keyboard.press('c')
  await expect(progress(triage)).toHaveAttribute('title', '100 of 100 events judged')
  await triage.reload()
  await expect(progress(triage)).toHaveAttribute('title', '100 of 100 events judged')
  const verdicts = (await kept(triage, drive)).map(({ verdict }) => verdict)
  const count = (wanted: string) => verdicts.filter((verdict) => verdict === wanted).length
  expect(['confirmed', 'dismissed', 'unsure', 'open'].map(count)).toEqual([34, 33, 33, 0])

  // A hundred steps are kept, whatever became of the page meanwhile.
  for (let step = 100; step > 0; step--) {
    await triage.keyboard.press('Control+z')
    await expect(progress(triage)).toHaveAttribute('title', `${step - 1} of 100 events judged`)
  }
  await expect(list(triage).getByRole('button', { name: 'Undo' })).toBeDisabled()
  await triage.keyboard.press('Control+Shift+z')
  await expect(progress(triage)).toHaveAttribute('title', '1 of 100 events judged')
  expect((await kept(triage, drive)).filter(({ verdict }) => verdict === 'confirmed')).toHaveLength(1)
})

for (const [width, height, least] of [
  [1440, 900, 12],
  [1024, 640, 5]
] as const)
  test(`at ${width}x${height} ${least} rows and more are seen whole, with one unfolded`, async ({ triage }) => {
    await triage.setViewportSize({ width, height })
    await triage.reload()
    await expect(current(triage).getByRole('button', { name: 'Confirm' })).toBeVisible()
    const seen = () =>
      triage.evaluate(() => {
        const view = document.querySelector('section[aria-labelledby=events] ol')!.getBoundingClientRect()
        const bottom = Math.min(view.bottom, innerHeight)
        return [...document.querySelectorAll('section[aria-labelledby=events] li[aria-posinset]')].filter((row) => {
          const box = row.getBoundingClientRect()
          return box.top >= view.top - 1 && box.bottom <= bottom + 1
        }).length
      })
    await expect.poll(seen).toBeGreaterThanOrEqual(least)
    for (const key of ['c', 'd', 'u', 'c', 'n', 'n']) await pressAndGoOn(triage, key)
    await expect.poll(seen).toBeGreaterThanOrEqual(least)
    // The one at the playhead is whole, with its buttons, wherever it stands in the list.
    const box = (await current(triage).boundingBox())!
    expect(box.y + box.height).toBeLessThanOrEqual(height)
  })

test('the list is sorted and filtered, and N, P and verdicts follow what it shows', async ({ triage, drive }) => {
  const place = () => current(triage).getAttribute('aria-posinset')
  await expect.poll(place).toBe('1')
  await list(triage).getByLabel('Sorted by').selectOption('length')
  await triage.keyboard.press('w')
  for (let i = 0; i < 3 && (await place()) !== '1'; i++) await rows(triage).first().getByRole('button').first().click()
  await pressAndGoOn(triage, 'n')
  await expect.poll(place).toBe('2')
  const lengths = await rows(triage)
    .locator('.length')
    .evaluateAll((cells) => cells.map((cell) => parseFloat(cell.textContent)))
  expect(lengths).toEqual(lengths.toSorted((a, b) => b - a))
  await pressAndGoOn(triage, 'd')
  await pressAndGoOn(triage, 'p')
  await expect.poll(place).toBe('2')

  await list(triage).getByRole('button', { name: 'Filter' }).click()
  await list(triage).getByRole('button', { name: 'Not judged' }).click()
  await expect(rows(triage)).toHaveCount(99)
  await list(triage).getByLabel('At most, in seconds').fill('0.82')
  const short = (await kept(triage, drive)).filter(({ first, last }) => (last - first + 1) / 20 <= 0.82).length
  expect(short).toBeGreaterThan(3)
  await expect(rows(triage)).toHaveCount(short)
  await list(triage).getByRole('button', { name: 'Filter' }).click()
  await rows(triage).first().getByRole('button').first().click()
  await pressAndGoOn(triage, 'c')
  await expect(rows(triage)).toHaveCount(short - 1)
  await list(triage).getByLabel('Words in reason, note or tags').fill('no such words')
  await list(triage).getByRole('button', { name: 'Show all 100' }).click()
  await expect(rows(triage)).toHaveCount(100)
  await expect
    .poll(async () => (await kept(triage, drive)).map(({ verdict }) => verdict).filter((verdict) => verdict !== 'open'))
    .toHaveLength(2)
})

test('several get a verdict and a tag of a person’s own at once, by name, and give them back at once', async ({
  triage,
  drive
}) => {
  await list(triage).getByRole('button', { name: 'Your name, tags and what follows a verdict' }).click()
  await list(triage).getByLabel('Your name, kept with your verdicts').fill('Ada')
  await triage.keyboard.press('Enter')
  await list(triage).getByRole('button', { name: 'Your name, tags and what follows a verdict' }).click()

  await rows(triage).nth(2).getByRole('button').first().click()
  await rows(triage)
    .nth(5)
    .getByRole('button')
    .first()
    .click({ modifiers: ['Shift'] })
  await rows(triage)
    .nth(8)
    .getByRole('button')
    .first()
    .click({ modifiers: ['ControlOrMeta'] })
  const bar = triage.getByRole('region', { name: 'Selected events' })
  await expect(bar).toContainText('5 events selected')
  await bar.getByRole('button', { name: 'Tag' }).click()
  await triage.keyboard.type('shadow')
  await triage.keyboard.press('Enter')
  const tagged = async () => (await kept(triage, drive)).filter(({ tags }) => tags.includes('shadow')).length
  await expect.poll(tagged).toBe(5)
  await triage.keyboard.press('d')
  await expect(bar).toHaveCount(0)
  await expect(progress(triage)).toHaveAttribute('title', '5 of 100 events judged')
  // The first tag has the first digit for a key.
  await triage.keyboard.press('1')
  await expect.poll(tagged).toBe(6)

  await expect(list(triage).getByRole('button', { name: 'Undo' })).toHaveAttribute('title', /^Undo: add ‘shadow’ to /)
  await triage.keyboard.press('Control+z')
  await triage.keyboard.press('Control+z')
  await expect(progress(triage)).toHaveAttribute('title', '0 of 100 events judged')
  await triage.keyboard.press('Control+y')
  await expect(progress(triage)).toHaveAttribute('title', '5 of 100 events judged')
  await triage.reload()
  await rows(triage).nth(2).getByRole('button').first().click()
  await expect(current(triage).getByText(/^Dismissed by Ada, 20\d\d-/)).toBeVisible()
  await expect(current(triage).getByRole('button', { name: 'shadow' })).toHaveAttribute('aria-pressed', 'true')
})

test('a note is written, a split and a trim are made, and all of it is undone by key', async ({ triage, drive }) => {
  const before = await kept(triage, drive)
  await triage.keyboard.press('m')
  await triage.keyboard.type('a bridge, not the lane')
  // Of a field the key is its own.
  await triage.keyboard.press('Enter')
  await expect(current(triage).getByRole('button', { name: 'Note: a bridge, not the lane' })).toBeVisible()
  for (let i = 0; i < 4; i++) await triage.keyboard.press('ArrowRight')
  await triage.keyboard.press('x')
  await expect(rows(triage)).toHaveCount(101)
  await triage.keyboard.press('ArrowRight')
  await triage.keyboard.press(',')
  await expect(list(triage).getByRole('button', { name: 'Undo' })).toHaveAttribute('title', /change the frames of/)
  for (let i = 0; i < 3; i++) await triage.keyboard.press('Control+z')
  await expect.poll(() => kept(triage, drive)).toEqual(before)
  await expect(rows(triage)).toHaveCount(100)
})
