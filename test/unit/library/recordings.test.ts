import { copyFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRecordings } from '../../../src/main/library/recordings.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'
import { writeRoadPictures } from '../../../testing/smallDrive.ts'

const folder = temporaryFolder()
const recordings = createRecordings()
let drive: { path: string; openWith: object }
beforeAll(() => {
  drive = { path: writeRoadPictures(join(folder.path, 'drive'), 3), openWith: {} }
})
afterAll(() => {
  recordings.close()
  folder[Symbol.dispose]()
})

it('has the recording that was opened last at hand, until another one is opened or it is closed', async () => {
  const opened = await recordings.openAnew(drive.path, {})
  expect(await recordings.open(drive)).toBe(opened)
  await recordings.open({ ...drive, path: writeRoadPictures(join(folder.path, 'other'), 2) })
  const again = await recordings.open(drive)
  expect(again).not.toBe(opened)
  expect(again).toEqual(opened)
  recordings.close()
  expect(await recordings.open(drive)).not.toBe(again)
})

it('opens anew what has changed on disk', async () => {
  const three = await recordings.open(drive)
  expect(three.frames.count).toBe(3)
  const { source } = three
  if (source.type !== 'images') throw new Error('the drive is no folder of pictures')
  const [first] = source.files
  copyFileSync(first!, first!.replace(/[^/\\]*(\.[a-z]+)$/, 'zzz$1'))
  utimesSync(drive.path, new Date(), new Date(Date.now() + 5000))
  expect((await recordings.open(drive)).frames.count).toBe(4)
})

it('is nobody else’s', async () => {
  const other = createRecordings()
  const [mine, theirs] = [await recordings.open(drive), await other.open(drive)]
  expect(theirs).not.toBe(mine)
  other.close()
  expect(await recordings.open(drive)).toBe(mine)
})
