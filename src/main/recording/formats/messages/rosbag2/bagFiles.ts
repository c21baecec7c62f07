import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InputError } from '../../../../../shared/errors.ts'
import type { Warning } from '../../../../../shared/recording.ts'
import type { Place } from '../../../format.ts'
import { inNaturalOrder } from '../../../pictures/naturalOrder.ts'
import { readText } from '../../../place/openFile.ts'
import { lookAt, readHead } from '../../../place/place.ts'
import { type BagMetadata, readBagMetadata } from './bagMetadata.ts'
import { isDb3 } from './db3File.ts'

const METADATA = 'metadata.yaml'
/** Longer ones are none: a bag of a thousand topics has a few hundred kilobytes. */
const LONGEST = 2 ** 24
const DB3 = /\.db3$/i
/** What rosbag2 ends the names of a bag's files with: `_0.db3`. */
const NUMBERED = /_\d+\.db3$/i

/** The files of a ROS 2 bag, absolute and in their order, and what is odd about them. */
export interface BagFiles {
  files: string[]
  warnings: Warning[]
}

/**
 * The files of the ROS 2 bag at a place: a folder with its metadata, a folder with the files of one bag, or one of these
 * files, which stands for the bag that its folder's metadata tells of. Null where it is no such bag; a bag of a single MCAP
 * file is that file.
 * @throws InputError where its files are packed as wholes.
 */
export async function bagFiles(place: Place): Promise<BagFiles | null> {
  if (!place.isFolder) {
    if (!DB3.test(place.name) || !isDb3(place.head)) return null
    const folder = await lookAt(dirname(place.path)).catch(() => null)
    const bag = folder && (await bagOfFolder(folder))
    return bag?.files.includes(place.path) ? bag : { files: [place.path], warnings: [withoutMetadata(place.name)] }
  }
  return bagOfFolder(place)
}

async function bagOfFolder({ path, name, files }: Place): Promise<BagFiles | null> {
  const metadata = files.includes(METADATA) ? await metadataIn(path) : null
  if (metadata) {
    if (metadata.packedFiles) refusePacked(name, metadata.files)
    const there = metadata.files.filter((file) => files.includes(file))
    const missing = metadata.files.filter((file) => !files.includes(file))
    const isSeveral = metadata.files.length > 1 && there.every((file) => /\.mcap$/i.test(file))
    if (there.length === 0 || !(there.some((file) => DB3.test(file)) || isSeveral)) return null
    return {
      files: there.map((file) => join(path, file)),
      warnings: missing.length > 0 ? [missingFiles(name, missing)] : []
    }
  }
  const found = inNaturalOrder(files.filter((file) => DB3.test(file)))
  const names = new Set(found.map((file) => file.replace(NUMBERED, '')))
  const [first] = found
  if (
    first === undefined ||
    names.size > 1 ||
    !isDb3(await readHead(join(path, first), 16).catch(() => new Uint8Array()))
  )
    return null
  return { files: found.map((file) => join(path, file)), warnings: [withoutMetadata(name)] }
}

async function metadataIn(folder: string): Promise<BagMetadata | null> {
  const path = join(folder, METADATA)
  const { size } = await stat(path)
  return size > LONGEST ? null : readBagMetadata(await readText(path))
}

function refusePacked(name: string, files: readonly string[]): void {
  throw new InputError(
    `The files of ${name} are packed as wholes; unpack them with 'zstd -d ${files[0] ?? 'FILE'}' and open the unpacked file.`
  )
}

function withoutMetadata(name: string): Warning {
  const message = `${name} has no ${METADATA} that names it: its recorder did not come to the end, or it was moved alone; what it holds is shown.`
  return { code: 'recording-not-closed', message }
}

function missingFiles(name: string, missing: readonly string[]): Warning {
  const message = `${METADATA} of ${name} names ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}, which ${missing.length > 1 ? 'are' : 'is'} not there; the rest is shown.`
  return { code: 'missing-file', message }
}
