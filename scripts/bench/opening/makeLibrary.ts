import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { thumbnailFile } from '../../../src/main/store/cache.ts'
import { openStore } from '../../../src/main/store/store.ts'
import { addManyDrives } from '../../../testing/manyDrives.ts'
import { ffmpeg } from '../../../testing/recordings.ts'

/** A data folder with a library of so many drives, each with its first picture. */
export function makeLibrary(dataDir: string, count: number): void {
  const store = openStore(dataDir)
  const picture = join(dataDir, 'picture.jpg')
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=640x360', '-frames:v', '1', '-q:v', '5', picture])
  for (const { drive } of addManyDrives(store.library, dataDir, count, picture))
    copyFileSync(picture, thumbnailFile(dataDir, drive.id))
  store.close()
}
