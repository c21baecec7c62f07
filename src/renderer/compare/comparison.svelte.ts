import type {
  ComparedPair,
  ComparedRun,
  Comparison as ComparisonDto,
  Drive,
  Run,
  Series,
  Timeline
} from '../../shared/api.ts'
import { differenceMap, type PlacedMap } from '../../shared/differenceMap.ts'
import { differences } from '../../shared/differences.ts'
import type { Rect } from '../../shared/recipe.ts'
import type { FrameSignal } from '../../shared/recording.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { smoothMap } from '../../shared/smoothMap.ts'
import { api } from '../client/api.ts'
import { frameTimes } from '../frames/frameTimes.ts'
import { Player } from '../frames/player.svelte.ts'
import { seenPart } from '../frames/seenPart.ts'
import { RegionBook } from '../lanes/regionBook.svelte.ts'
import { OverlaySettings } from '../stage/overlaySettings.svelte.ts'
import { StageFrames, type ShownFrames } from '../stage/stageFrames.svelte.ts'
import { FULL_DIFFERENCE, largestDifference } from './differencePainter.ts'
import { neighbour, stopsOf, type Stop, type WalkId } from './walks.ts'

/** What is fetched of a run. */
interface Fetched {
  run: Run
  series: Series
  seenPixels: SeenPixels | null
}

/** One of the runs that are shown side by side. */
export interface Side extends Fetched {
  /** 'A' for the first: what it is called where there is no room for names. */
  letter: string
  about: ComparedRun
  regions: RegionBook
  frames: ShownFrames
  /** What the recipe leaves of the picture for the model, in unit coordinates. */
  seen: Rect
}

const letters = ['A', 'B', 'C', 'D']

/** Two to four runs of one drive side by side: one playhead, one overlay, and two of them that are told apart. */
export class Comparison {
  readonly drive: Drive
  readonly timeline: Timeline
  readonly found: ComparisonDto
  readonly sides: readonly Side[]
  readonly player: Player
  readonly frames: StageFrames
  readonly overlay = new OverlaySettings()
  readonly times
  /** The recorded steering; null where the recording has none. */
  readonly recorded: FrameSignal | null

  /** The difference of the maps is shown as well. */
  showDifference = $state(true)
  /** Places of the two runs that are told apart. */
  pairOf = $state.raw<readonly [number, number]>([0, 1])
  walk = $state<WalkId>('steering')
  /** The stop that was gone to last; null where there is none, or the person has left it. */
  #stop = $state.raw<Stop | null>(null)

  readonly a = $derived.by(() => this.sides[this.pairOf[0]]!)
  readonly b = $derived.by(() => this.sides[this.pairOf[1]]!)
  readonly pair = $derived.by((): ComparedPair => {
    const [a, b] = [this.a.run.id, this.b.run.id]
    return this.found.pairs.find((pair) => pair.a === a && pair.b === b)!
  })
  readonly stops = $derived.by(() => stopsOf(this.pair, this.walk, this.times))
  readonly stop = $derived.by(() => (this.#stop && this.player.frame === this.#stop.frame ? this.#stop : null))
  /** Of the two that are told apart; null where their units differ. */
  readonly steeringApart = $derived.by(() =>
    this.pair.steering ? differences(this.a.series.predicted, this.b.series.predicted) : null
  )

  /** Of the maps of the two in the frame that is shown; null where there is none. */
  readonly difference = $derived.by(() => {
    const [a, b] = [this.#placed(this.a), this.#placed(this.b)]
    return a && b && differenceMap(a, b)
  })
  /** The difference of full colour, in multiples of an even spread. */
  readonly fullDifference = $derived.by(() =>
    this.overlay.scale === 'frame' && this.difference ? largestDifference(this.difference) : FULL_DIFFERENCE
  )

  constructor(drive: Drive, timeline: Timeline, found: ComparisonDto, fetched: readonly Fetched[]) {
    this.drive = drive
    this.timeline = timeline
    this.found = found
    this.times = frameTimes(timeline.times, timeline.times.length, drive.rate || 30)
    this.recorded = timeline.signals.find(({ role }) => role === 'steering') ?? null
    this.player = new Player(() => this.times)
    const [first, ...others] = fetched.map(({ run }) => run.id)
    this.frames = new StageFrames(drive.id, first!, others)
    this.sides = fetched.map((one, place) => ({
      ...one,
      letter: letters[place]!,
      about: found.runs[place]!,
      regions: new RegionBook(one.run.id),
      frames: framesOf(this.frames, place),
      seen: seenPart(one.run.recipe, drive)
    }))
    this.walk = this.pair.steering?.moments.length ? 'steering' : 'attention'
  }

  get count(): number {
    return this.times.count
  }

  /** Where nothing is asked for, the frame in which the first two disagree most. */
  begin(frame: number | null): void {
    if (frame !== null) this.player.go(frame)
    else this.goTo(this.stops[0] ?? null)
  }

  goTo(stop: Stop | null): void {
    if (!stop) return
    this.player.pause()
    this.player.go(stop.frame)
    this.#stop = stop
  }

  /** From where the person is in the list, or on the drive. */
  goToNeighbour(direction: 1 | -1): void {
    this.goTo(neighbour(this.stops, this.stop, this.player.frame, direction))
  }

  /** Tells two others apart; the one that comes first in the row is always the first of the two. */
  choosePair(place: number, other: number): void {
    if (place !== other) this.pairOf = place < other ? [place, other] : [other, place]
  }

  /** The map of a run that is shown, smoothed as it is drawn. */
  #placed({ frames, seen, seenPixels }: Side): PlacedMap | null {
    const map = frames.shown?.map ?? null
    if (!map) return null
    const data = this.overlay.smooth ? smoothMap(map.data, map.width, map.height) : map.data
    return { map: { ...map, data }, seen, seenPixels }
  }

  dispose(): void {
    this.player.pause()
    this.frames.dispose()
  }
}

/** What a stage shows of one of several runs whose frames come together. */
function framesOf(frames: StageFrames, place: number): ShownFrames {
  const shown = $derived.by(() => {
    const now = frames.shown
    return now && place > 0 ? { ...now, map: now.beside[place - 1] ?? null } : now
  })
  return {
    get shown() {
      return shown
    },
    get late() {
      return frames.late
    },
    get missing() {
      return frames.missing
    },
    get error() {
      return frames.error
    },
    want: (frame, count) => frames.want(frame, count)
  }
}

/** Fetches runs to be compared. Throws the sentence why they cannot be. */
export async function openComparison(ids: readonly string[]): Promise<Comparison> {
  const found = await api.compare(ids)
  const [drive, timeline, fetched] = await Promise.all([
    api.drive(found.driveId),
    api.timeline(found.driveId),
    Promise.all(
      ids.map(async (id): Promise<Fetched> => {
        const [run, series, seenPixels] = await Promise.all([api.run(id), api.series(id), api.seenPixels(id)])
        return { run, series, seenPixels }
      })
    )
  ])
  return new Comparison(drive, timeline, found, fetched)
}
