import { basename } from 'node:path'
import type { Warning } from '../../../shared/recording.ts'

/** So many names, from all over the drive, say what names are like. */
const LOOKED_AT = 200
const CAMERA = /^(left|right|cent(er|re)|middle|main|front|rear|back|cam(era)?\d*)$/i
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
/** A clock that counts microseconds or finer since 1970 has more digits than any count of pictures. */
const CLOCK_DIGITS = 13
/** Date and time without marks between their parts, as phones name pictures: one number that counts no pictures. */
const DATE_AND_TIME = /(?<!\d)(19|20)\d\d[01]\d[0-3]\d[-_ T]?[0-2]\d[0-5]\d[0-5]\d/

/**
 * Warnings of what stands in the names of pictures and is not read: numbers beside the one that counts (steering, a
 * point to drive to, a time), and names of several cameras, whose pictures then follow one another.
 */
export function nameLabels(files: readonly string[], folder: string): Warning[] {
  const step = Math.max(1, Math.floor(files.length / LOOKED_AT))
  const some = files.filter((_, i) => i % step === 0).slice(0, LOOKED_AT)
  const stems = some.map((file) => basename(file).replace(/\.\w+$/, ''))
  const warnings: Warning[] = []
  if (stems.length > 1 && haveNumbers(stems)) {
    const message = `The names of the pictures of ${folder}, such as ${basename(some[0] ?? '')}, hold more than a count; they give the order alone, and their numbers are not read.`
    warnings.push({ code: 'names-unread', message })
  }
  const cameras = camerasIn(stems)
  if (cameras.length > 1) {
    const message = `The pictures of ${folder} seem to be of several cameras (${cameras.join(', ')}), which follow one another; put one camera's pictures in a folder of their own.`
    warnings.push({ code: 'cameras-mixed', message })
  }
  return warnings
}

function haveNumbers(stems: readonly string[]): boolean {
  if (stems.every((stem) => DATE_AND_TIME.test(stem))) return true
  const plain = stems.map((stem) => stem.replace(UUID, ''))
  const numbers = plain.map((stem) => stem.match(/(?<![\d.])-?\d+(\.\d+)?/g) ?? [])
  const most = Math.max(...numbers.map(({ length }) => length))
  const changing = Array.from({ length: most }, (_, i) => numbers.map((own) => own[i] ?? '')).filter(
    (column) => new Set(column).size > 1
  )
  const [only] = changing
  if (changing.length > 1) return true
  if (!only) return false
  const named = stems.some((stem, i) => stem !== plain[i])
  return named || only.some((number) => number.includes('.') || number.length >= CLOCK_DIGITS)
}

/** Words for cameras at one place of the names, each of several pictures. */
function camerasIn(stems: readonly string[]): string[] {
  const parts = stems.map((stem) => stem.split(/[-_. ]+/))
  const most = Math.max(0, ...parts.map(({ length }) => length))
  for (let i = 0; i < most; i++) {
    const words = new Set(parts.map((own) => own[i] ?? ''))
    const cameras = [...words].filter((word) => CAMERA.test(word))
    if (cameras.length > 1 && cameras.length === words.size && words.size ** 2 <= stems.length) return cameras
  }
  return []
}
