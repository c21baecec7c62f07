import { opendir, readFile, stat } from 'node:fs/promises'
import { basename, join, parse, relative } from 'node:path'
import { InputError, sentence } from '../../../shared/errors.ts'
import type { LabelFormat } from '../../../shared/lanes.ts'
import { bddLabels } from './bddPolygons.ts'
import { CULANE_ENDING, culaneLabels } from './culane.ts'
import type { FrameLabel, Size } from './frameLabel.ts'
import { laneOfMask, maskKind, type MaskKind } from './maskKinds.ts'
import { pngPixels } from './pngPixels.ts'
import { TuSimpleLine, tusimpleLabels } from './tusimple.ts'

/** Labels as they were read, before anybody knows which frames they belong to. */
export interface ReadLabels {
  format: LabelFormat
  labels: FrameLabel[]
}

export interface LabelOptions {
  /** Size of the drive's pictures in pixels. */
  picture: Size
  /** What the masks are, where they do not tell. */
  format?: LabelFormat | undefined
  /** The value that means 'lane' in plain masks of several values. */
  lane?: number | undefined
  /** Called after each file. @throws what shall end the reading */
  onFile?: ((done: number, total: number) => void) | undefined
}

/** A folder of labels of one drive has no more files; a disk's root has. */
const MOST_FILES = 200_000
/** A JSON file is read in one go, and no longer text fits into a string. */
const LARGEST_TEXT = 500 * 2 ** 20

/**
 * Reads lane labels: a file (TuSimple, BDD100K) or a folder (CULane, masks), told by content.
 * @throws InputError for what is no lane labels, or is damaged, naming the file
 */
export async function readLabels(path: string, options: LabelOptions): Promise<ReadLabels> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new InputError(`There is nothing at this path; check it: '${path}'.`)
  if (found.isDirectory()) return readFolder(path, options)
  if (!found.isFile()) throw new InputError(`'${basename(path)}' is a pipe or a device and no file of lane labels.`)
  if (/\.png$/i.test(path)) return readMasks(path, [path], options)
  if (path.endsWith(CULANE_ENDING)) return readCulane(path, [path], options)
  if (found.size > LARGEST_TEXT)
    throw new InputError(
      `${basename(path)} is too large for lane labels (more than 500 MB); choose the label file, or a part of it.`
    )
  return readText(await readFile(path, 'utf8'), basename(path), options)
}

function readText(text: string, file: string, { picture }: LabelOptions): ReadLabels {
  const first = text.trimStart().split('\n', 1)[0]!
  if (
    parsed(first) !== undefined &&
    TuSimpleLine.partial().loose().safeParse(parsed(first)).success &&
    /"(lanes|h_samples)"/.test(first)
  )
    return { format: 'tusimple', labels: tusimpleLabels(text, picture, file) }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new InputError(`${file} is no lane labels: not JSON (${sentence(error)}).`)
  }
  return { format: 'bdd100k', labels: bddLabels(value, picture, file) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readFolder(path: string, options: LabelOptions): Promise<ReadLabels> {
  const files = await filesBelow(path)
  const culane = files.filter((file) => file.endsWith(CULANE_ENDING))
  if (culane.length > 0) return readCulane(path, culane, options)
  const masks = files.filter((file) => /\.png$/i.test(file))
  if (masks.length > 0) return readMasks(path, masks, options)
  const texts = files.filter((file) => /\.json$/i.test(file))
  if (texts.length === 0)
    throw new InputError(`${basename(path)} holds no lane labels: neither .lines.txt, nor PNG masks, nor JSON.`)
  const read: ReadLabels[] = []
  for (const file of texts) {
    read.push(await readLabels(file, { ...options, onFile: undefined }))
    options.onFile?.(read.length, texts.length)
  }
  const format = read[0]!.format
  const other = read.findIndex((part) => part.format !== format)
  if (other >= 0)
    throw new InputError(
      `${basename(texts[0]!)} and ${basename(texts[other]!)} are of different formats; choose one file.`
    )
  return { format, labels: read.flatMap(({ labels }) => labels) }
}

async function filesBelow(path: string): Promise<string[]> {
  const files: string[] = []
  for await (const entry of await opendir(path, { recursive: true, bufferSize: 1024 })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    files.push(join(entry.parentPath, entry.name))
    if (files.length > MOST_FILES)
      throw new InputError(`${basename(path)} holds more than ${MOST_FILES} files; choose the folder of the labels.`)
  }
  return files.sort()
}

async function readCulane(
  root: string,
  files: readonly string[],
  { picture, onFile }: LabelOptions
): Promise<ReadLabels> {
  const texts: { name: string; text: string }[] = []
  for (const file of files) {
    texts.push({ name: nameBelow(root, file), text: await readFile(file, 'utf8') })
    onFile?.(texts.length, files.length)
  }
  return { format: 'culane', labels: culaneLabels(texts, picture) }
}

/** Masks of one folder are of one kind: the first that tells more than 'lane or not' says which. */
async function readMasks(root: string, files: readonly string[], options: LabelOptions): Promise<ReadLabels> {
  const kind = isMaskKind(options.format) ? options.format : await kindOf(files)
  const labels: FrameLabel[] = []
  for (const file of files) {
    const name = nameBelow(root, file)
    const pixels = pngPixels(await readFile(file), name)
    labels.push({
      name: name.replace(/_(?:drivable_id|drivable_color|mask)(?=\.png$)/i, ''),
      lane: laneOfMask(pixels, kind, options.lane, name)
    })
    options.onFile?.(labels.length, files.length)
  }
  return { format: kind, labels }
}

const LOOKED_AT = 16

async function kindOf(files: readonly string[]): Promise<MaskKind> {
  for (const file of files.slice(0, LOOKED_AT)) {
    const kind = maskKind(pngPixels(await readFile(file), basename(file)))
    if (kind !== 'mask') return kind
  }
  return 'mask'
}

function isMaskKind(format: LabelFormat | undefined): format is MaskKind {
  return format === 'comma10k' || format === 'bdd100k-drivable' || format === 'bdd100k-lane' || format === 'mask'
}

/** With the folder that was chosen itself: its name is part of what tells clips apart. */
function nameBelow(root: string, file: string): string {
  return root === file ? parse(file).base : join(basename(root), relative(root, file))
}
