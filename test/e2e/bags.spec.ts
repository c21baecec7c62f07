import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { jpegFrames } from '../../testing/mcapFiles.ts'
import { range } from '../../testing/recordings.ts'
import { stampAt } from '../fixtures/mcapTopics.ts'
import { ackermannTopic, compressedTopic, writeBag, writeDb3 } from '../fixtures/messageLogs.ts'
import { expect, test } from './app.ts'

const title = (app: Page, name: string) => app.getByRole('heading', { level: 1, name, exact: true })

/** Drops what lies at a path, as a desktop does: there the host knows where it lies. */
async function drop(app: Page, path: string): Promise<void> {
  await app.addInitScript((at) => (window.lanegazeHost = { kind: 'desktop', pathOf: () => at }), path)
  await app.goto(`${new URL(app.url()).origin}/#/`)
  await app.reload()
  await app.getByRole('heading', { name: 'Your own drives' }).waitFor()
  await app.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([''], 'dropped'))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
  })
}

const frames = jpegFrames(12)
const topics = [
  compressedTopic('/rear', frames.slice(0, 5), stampAt),
  compressedTopic('/front', frames, stampAt),
  ackermannTopic(
    '/drive',
    range(0, 12).map((i) => i / 100),
    stampAt
  )
]

test('a bag of ROS 2 is dropped as a folder, and another topic of it is another drive', async ({ app, folder }) => {
  writeDb3(join(folder, 'morning'), topics, { files: 2 })
  await drop(app, join(folder, 'morning'))
  await expect(title(app, 'morning')).toBeVisible()
  await expect(app.getByText('ROS 2 bag')).toBeVisible()
  await expect(app.getByText('12 frames')).toBeVisible()
  const topic = app.getByLabel('Topic of pictures')
  await expect(topic).toHaveValue('/front')
  const front = app.url()
  await topic.selectOption('/rear')
  await expect(app.getByText('5 frames')).toBeVisible()
  expect(app.url()).not.toBe(front)
  await expect(app.getByRole('option', { name: '/drive.drive.steering_angle (rad)', selected: true })).toBeAttached()
})

test('a bag of ROS 1 is dropped as a file', async ({ app, folder }) => {
  writeBag(join(folder, 'evening.bag'), topics, { compression: 'bz2' })
  await drop(app, join(folder, 'evening.bag'))
  await expect(title(app, 'evening')).toBeVisible()
  await expect(app.getByText('ROS 1 bag')).toBeVisible()
  await expect(app.getByLabel('Topic of pictures')).toHaveValue('/front')
})

test('a bag that was not closed is refused with the way on', async ({ app, folder }) => {
  writeBag(join(folder, 'crashed.bag'), topics, { end: false })
  await drop(app, join(folder, 'crashed.bag'))
  await expect(app.getByText(/^crashed\.bag has no index, .*run "rosbag reindex" on a copy of it/)).toBeVisible()
})
