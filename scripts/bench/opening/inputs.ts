import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startBag } from '../../../testing/bagFiles.ts'
import { startDb3, writeBagMetadata } from '../../../testing/db3Files.ts'
import { h264Frames, makeMcap, type McapDrive } from '../../../testing/mcapFiles.ts'
import { ffmpeg } from '../../../testing/recordings.ts'
import { cdrMessage, ros1Message, type RosValue } from '../../../testing/rosMessages.ts'

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

/** Bytes of a large bag. */
const TWO_GIGABYTES = 2 * 2 ** 30
const START = 1_600_000_000_000_000_000n
const IMAGE = 'std_msgs/Header header\nstring format\nuint8[] data'
const HEADER = `\n${'='.repeat(80)}\nMSG: std_msgs/Header\nuint32 seq\ntime stamp\nstring frame_id`

/** Writes JPEG pictures at 20 Hz and a Twist at 50 Hz until there are two gigabytes; each picture is some 40 KB. */
function fill(
  frames: readonly Uint8Array[],
  add: (topic: 'camera' | 'drive', time: bigint, values: RosValue[]) => number
): void {
  let told = 0n
  for (let i = 0, bytes = 0; bytes < TWO_GIGABYTES; i++) {
    const time = START + BigInt(i) * 50_000_000n
    for (; told <= BigInt(i) * 50_000_000n; told += 20_000_000n) {
      const turning = Math.sin(Number(told) / 1e10)
      bytes += add(
        'drive',
        START + told,
        [5, 0, 0, 0, 0, turning].map((f64) => ({ f64 }))
      )
    }
    bytes += add('camera', time, [{ header: time }, { text: 'jpeg' }, { bytes: frames[i % frames.length]! }])
  }
}

/** Large bags of ROS. */
export const bags: readonly Input[] = [
  {
    name: 'ROS 2 bag (db3) of 2 GB',
    async make(folder) {
      const [place, file] = [join(folder, 'bag2'), join(folder, 'bag2', 'bag2_0.db3')]
      await mkdir(place)
      const bag = startDb3(file)
      const ids = {
        camera: bag.connect({ topic: '/camera', type: 'sensor_msgs/msg/CompressedImage' }),
        drive: bag.connect({ topic: '/cmd_vel', type: 'geometry_msgs/msg/Twist' })
      }
      fill(await roadPictures(folder, 60), (topic, time, values) => {
        const data = cdrMessage(values)
        bag.add(ids[topic], time, data)
        return data.length
      })
      bag.close()
      writeBagMetadata(place, [file])
      return place
    }
  },
  ...(['none', 'lz4'] as const).map((compression): Input => ({
    name: `ROS 1 bag of 2 GB, ${compression}`,
    async make(folder) {
      const path = join(folder, 'drive.bag')
      const bag = startBag(path, compression)
      const vector = `\n${'='.repeat(80)}\nMSG: geometry_msgs/Vector3\nfloat64 x\nfloat64 y\nfloat64 z`
      const twist = `geometry_msgs/Vector3 linear\ngeometry_msgs/Vector3 angular${vector}`
      const ids = {
        camera: bag.connect({ topic: '/camera', type: 'sensor_msgs/CompressedImage', definition: IMAGE + HEADER }),
        drive: bag.connect({ topic: '/cmd_vel', type: 'geometry_msgs/Twist', definition: twist })
      }
      fill(await roadPictures(folder, 60), (topic, time, values) => {
        const data = ros1Message(values)
        bag.add(ids[topic], time, data)
        return data.length
      })
      bag.end()
      bag.close()
      return path
    }
  }))
]

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
