import type { Drive } from '../../shared/api.ts'
import { numbersInName } from '../../shared/nameNumbers.ts'
import { NameNumber, type NamesOfPictures, type OpenWith } from '../../shared/recording.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'

/** What a number in a name may be, in words. */
export const nameWords: Readonly<Record<NameNumber, string>> = {
  none: 'nothing',
  frame: 'number of the frame',
  time: 'time',
  steering: 'steering',
  x: 'point to drive to, x',
  y: 'point to drive to, y',
  speed: 'speed',
  throttle: 'throttle',
  brake: 'brake',
  'yaw-rate': 'yaw rate',
  other: 'something else'
}
export const nameChoices: readonly NameNumber[] = ['none', ...NameNumber.options.filter((what) => what !== 'none')]

/** A stretch of a name: text, or the number at a place. */
interface Piece {
  text: string
  place: number | null
}

/** So many names are shown. */
const SHOWN = 5

/** What the numbers in the names of a drive's pictures are, as a person says it and sees it at once. */
export class NamesDesk {
  known = $state.raw<NamesOfPictures | null>(null)
  /** What the form holds. */
  numbers = $state<NameNumber[]>([])
  saving = $state(false)

  readonly #read = $derived.by(() =>
    (this.known?.examples ?? [])
      .map((name) => ({ name, found: numbersInName(name) }))
      .filter(({ found }) => found.length === this.numbers.length)
  )
  /** Some names in pieces, spread over the drive. */
  shown = $derived.by(() => {
    const step = Math.max(1, Math.floor(this.#read.length / SHOWN))
    return this.#read
      .filter((_, i) => i % step === 0)
      .slice(0, SHOWN)
      .map(({ name, found }) => ({ name, pieces: piecesOf(name, found) }))
  })
  /** The values of the steering, in the order in which the pictures would come. */
  curve = $derived.by(() => {
    const place = this.numbers.findIndex((what) => what === 'steering' || what === 'x')
    const order = this.numbers.findIndex((what) => what === 'time' || what === 'frame')
    if (place < 0) return []
    const rows = this.#read.map(({ found }) => found)
    const sorted = order < 0 ? rows : rows.sort((a, b) => (a[order]?.value ?? 0) - (b[order]?.value ?? 0))
    return sorted.map((found) => found[place]?.value ?? 0)
  })
  isChanged = $derived.by(
    () => this.known !== null && (!this.known.isRead || this.numbers.some((what, i) => what !== this.known?.numbers[i]))
  )

  /** What the number at a place is in some of the names: 'always 3', 'such as 0 to 598'. */
  rangeOf(place: number): string {
    const values = this.#read.map(({ found }) => found[place]?.value ?? 0)
    if (values.length === 0) return ''
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return least === most ? `always ${least}` : `such as ${least} to ${most}`
  }

  async load(drive: string): Promise<void> {
    try {
      this.known = await api.namesOfDrive(drive)
      this.numbers = [...(this.known?.numbers ?? [])]
    } catch (error) {
      notices.error(error)
    }
  }

  /** Opens the drive anew with what was said; null where that failed. `said` null takes all of it back. */
  async save(
    { path, openWith }: Drive,
    open: (path: string, openWith: OpenWith) => Promise<Drive>,
    said: NameNumber[] | null
  ): Promise<Drive | null> {
    this.saving = true
    try {
      const { names: _, ...others } = openWith
      return await open(path, said ? { ...others, names: said } : others)
    } catch (error) {
      notices.error(error)
      return null
    } finally {
      this.saving = false
    }
  }
}

function piecesOf(name: string, found: ReturnType<typeof numbersInName>): Piece[] {
  let at = 0
  const pieces = found.flatMap(({ text, start, end }, place): Piece[] => {
    const before = name.slice(at, start)
    at = end
    return [...(before === '' ? [] : [{ text: before, place: null }]), { text, place }]
  })
  return [...pieces, { text: name.slice(at), place: null }]
}
