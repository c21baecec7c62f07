import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { H264, damagedDrives } from '../fixtures/damagedDrives.ts'
import { makeSimulation } from '../fixtures/loggedDrives.ts'
import { makeNumberedVideo, range } from '../../testing/recordings.ts'

const { at, pictures } = damagedDrives()
const simulated = range(0, 6).map((i) => ({ at: 100 * i, steering: `${i / 10}` }))

const refused: { name: string; make: (name: string) => void; sentence: RegExp; asNobody?: true }[] = [
  {
    name: 'zero bytes.mp4',
    make: (name) => writeFileSync(at(name), ''),
    sentence: /^zero bytes\.mp4 is empty \(0 bytes\); copy it again from its source\.$/
  },
  {
    name: 'words.mp4',
    make: (name) => writeFileSync(at(name), 'not a video\n'.repeat(50)),
    sentence: /^words\.mp4 is a table or text and not a video; open the video and choose the table as its signals\.$/
  },
  {
    name: 'noise.mkv',
    make: (name) =>
      writeFileSync(
        at(name),
        Uint8Array.from({ length: 9000 }, (_, i) => (i * i * 31) % 251)
      ),
    sentence: /^noise\.mkv is .*; choose another file/
  },
  {
    name: 'without its index.mp4',
    make: (name) => {
      makeNumberedVideo(at('back.mp4'), { frames: 40, coding: H264.slice(0, -2) })
      const bytes = readFileSync(at('back.mp4'))
      writeFileSync(at(name), bytes.subarray(0, bytes.length >> 1))
    },
    sentence: /^without its index\.mp4 is no video, or an MP4 that was cut short before its index; .*copy it again/
  },
  {
    name: 'no pictures at all',
    make: (name) => {
      makeSimulation(at(name), { rows: simulated })
      rmSync(at(name, 'IMG'), { recursive: true })
    },
    sentence:
      /^None of the pictures that driving_log\.csv names for the center camera are in no pictures at all; copy its folder IMG beside it\.$/
  },
  {
    name: 'an empty folder',
    make: (name) => void mkdirSync(at(name)),
    sentence:
      /^an empty folder is a folder without a recording in it; open the folder that holds the pictures, or a video file\.$/
  },
  {
    name: 'not there',
    make: () => undefined,
    sentence: /^not there is not there; check the path/
  },
  {
    name: 'a link to itself',
    make: (name) => symlinkSync(at(name), at(name)),
    sentence: /^a link to itself is a link that leads back to itself/
  },
  {
    name: 'without permission',
    make: (name) => {
      pictures(name, () => undefined)
      chmodSync(at(name), 0)
    },
    sentence: /^without permission may not be read by you; change its permissions and open it again/,
    asNobody: true
  },
  {
    name: 'a video without permission.mp4',
    make: (name) => {
      copyFileSync(at('whole.mp4'), at(name))
      chmodSync(at(name), 0)
    },
    sentence: /^a video without permission\.mp4 may not be read by you; change its permissions and open it again/,
    asNobody: true
  }
]

/** Opens as somebody who is not root: permissions are not asked of root. Gives the sentence of the refusal. */
function refusalAsNobody(path: string): string {
  const program = new URL('../../src/main/recording/open.ts', import.meta.url).href
  const lines = [
    `const { openRecording } = await import(${JSON.stringify(program)})`,
    `await openRecording(${JSON.stringify(path)}, {}).catch((error) => process.stdout.write(error.name + ' ' + error.message))`
  ]
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  chmodSync(at(), 0o755)
  return spawnSync(process.execPath, ['--input-type=module', '-e', lines.join('\n')], { encoding: 'utf8', ...nobody })
    .stdout
}

describe('is refused with one sentence that says what to do', () => {
  it.each(refused)('$name', async ({ name, make, sentence, asNobody }) => {
    make(name)
    const said = asNobody ? refusalAsNobody(at(name)) : await refusal(at(name))
    expect(said).toMatch(/^InputError /)
    expect(said.slice('InputError '.length)).toMatch(sentence)
    expect(said).not.toContain('\n')
  })
})

async function refusal(path: string): Promise<string> {
  const error: unknown = await openRecording(path, { probe: probeVideo }).catch((thrown: unknown) => thrown)
  return error instanceof Error ? `${error.name} ${error.message}` : 'it opened'
}
