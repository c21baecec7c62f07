import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { h264Frames, makeMcap, type McapDrive } from '../../../testing/mcapFiles.ts'
import { ffmpeg } from '../../../testing/recordings.ts'

/** A recording to open, made when it is asked for. Gives its path. */
export interface Input {
  name: string
  make(folder: string): Promise<string>
}

/** A folder of so many small pictures, numbered without leading zeros. */
export async function makePictures(folder: string, count: number): Promise<string> {
  const place = join(folder, `pictures ${count}`)
  await mkdir(place)
  const one = join(folder, 'one.jpg')
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x120', '-frames:v', '1', '-q:v', '5', one])
  const picture = await readFile(one)
  for (let from = 0; from < count; from += 200) {
    const some = Array.from({ length: Math.min(200, count - from) }, (_, i) => from + i)
    await Promise.all(some.map((number) => writeFile(join(place, `frame_${number}.jpg`), picture)))
  }
  return place
}

/** JPEG pictures of 640x360 with grain, some 40 KB each as those of a real road. */
async function roadPictures(folder: string, count: number): Promise<Uint8Array[]> {
  const place = join(folder, 'grain')
  await mkdir(place, { recursive: true })
  const picture = 'testsrc2=size=640x360:rate=20,noise=alls=7:allf=t'
  ffmpeg(['-f', 'lavfi', '-i', picture, '-frames:v', String(count), '-q:v', '5', join(place, '%03d.jpg')])
  return Promise.all((await readdir(place)).sort().map((name) => readFile(join(place, name))))
}

/** Ten minutes of an MCAP file at 20 pictures a second, with steering at 50 Hz in the same chunks. */
const TEN_MINUTES = 12_000

function mcapInput(compression: McapDrive['compression'], type: McapDrive['pictures']['type']): Input {
  const name = `MCAP of ten minutes, ${type === 'CompressedVideo' ? 'H.264' : 'JPEG'}, ${compression}`
  return {
    name,
    async make(folder) {
      const path = join(folder, `${compression} ${type}.mcap`)
      const video = type === 'CompressedVideo'
      const frames = video ? h264Frames(100) : await roadPictures(folder, 60)
      const pictures = { type, format: video ? 'h264' : 'jpeg', frames }
      await makeMcap(path, { schema: 'foxglove', pictures, compression, repeat: TEN_MINUTES / frames.length })
      return path
    }
  }
}

export const inputs: readonly Input[] = [
  { name: 'folder of 200,000 pictures', make: (folder) => makePictures(folder, 200_000) },
  {
    name: 'video of ten minutes, 720p',
    async make(folder) {
      const path = join(folder, 'ten minutes.mp4')
      const once = join(folder, 'once.mp4')
      const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
      ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30:duration=10', ...coded, once])
      ffmpeg(['-stream_loop', '59', '-i', once, '-c', 'copy', path])
      return path
    }
  },
  mcapInput('none', 'CompressedImage'),
  mcapInput('zstd', 'CompressedImage'),
  mcapInput('lz4', 'CompressedImage'),
  mcapInput('zstd', 'CompressedVideo')
]
