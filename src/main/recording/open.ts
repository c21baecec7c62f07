import { open as openFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { donkeyTubV2, isTubManifest } from './donkeyTubV2.ts'
import { fileSentence } from './fileSentence.ts'
import type { Format, OpenOptions, Place } from './format.ts'
import { imageFolder } from './imageFolder.ts'
import { readImageHeader } from './imageHeader.ts'
import type { Recording } from './recording.ts'
import { video } from './video.ts'

/** In the order in which they are tried: the more a format demands, the earlier. */
const formats: readonly Format[] = [donkeyTubV2, imageFolder, video]

/**
 * Opens what lies at `path` as a recording; its kind is told by content. Nothing is decoded and nothing is written.
 * @throws InputError with one sentence where it cannot be opened.
 */
export async function openRecording(path: string, options: OpenOptions): Promise<Recording> {
  const place = await lookAt(resolve(path))
  for (const format of formats) {
    const because = await format.recognise(place)
    if (because !== null) return format.open(place, because, options)
  }
  throw new InputError(refusal(place))
}

/** How many bytes of a file are looked at to tell its kind. */
const HEAD = 64 * 1024

async function lookAt(path: string): Promise<Place> {
  try {
    const isFolder = (await stat(path)).isDirectory()
    if (isFolder) {
      const entries = await readdir(path, { withFileTypes: true })
      // macOS leaves `._name` beside each file it copies to other file systems.
      const files = entries
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
      return { path, name: basename(path), isFolder, files, head: new Uint8Array(0) }
    }
    const head = await readHead(path)
    if (isTubManifest(head)) return await lookAt(dirname(path))
    return { path, name: basename(path), isFolder, files: [], head }
  } catch (error) {
    throw new InputError(fileSentence(error, path), { cause: error })
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await openFile(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function refusal(place: Place): string {
  if (place.isFolder) {
    const films = place.files.filter((name) => /\.(mp4|mov|mkv|avi|ts|hevc|webm|m4v)$/i.test(name)).slice(0, 3)
    if (films.length > 0) return `${place.name} is a folder that holds videos; open one of them: ${films.join(', ')}`
    return `${place.name} is a folder without pictures or a Donkeycar tub in it; open the folder that holds them, or a video file.`
  }
  if (place.head.length === 0) return `${place.name} is empty (0 bytes); copy it again from its source.`
  if (readImageHeader(place.head)) return `${place.name} is a single picture; open the folder of the drive's pictures.`
  return `${place.name} is a table or text and not a video; open the video and choose the table as its signals.`
}
