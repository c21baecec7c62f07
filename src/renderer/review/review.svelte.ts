import type { Drive, Findings, Model, Progress, ReviewedEvent, Run } from '../../shared/api.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { methodInWords } from '../../shared/layerMean.ts'
import { oddities } from '../../shared/oddities.ts'
import { hasResults, isOutdated } from '../../shared/runState.ts'
import { api } from '../client/api.ts'
import { followProgress } from '../client/progress.ts'
import { isMissing } from '../client/request.ts'
import { EventProof } from '../evidence/eventProof.svelte.ts'
import { RegionProbe } from '../evidence/regionProbe.svelte.ts'
import { EventDesk } from '../events/eventDesk.svelte.ts'
import { EventsHere } from '../events/eventsHere.svelte.ts'
import { Player } from '../frames/player.svelte.ts'
import { seenPart } from '../frames/seenPart.ts'
import { LaneDesk } from '../lanes/laneDesk.svelte.ts'
import { LaneDrawing } from '../lanes/laneDrawing.svelte.ts'
import { RegionBook } from '../lanes/regionBook.svelte.ts'
import { ActivationViewer } from '../layers/activationViewer.svelte.ts'
import { LayerMaps } from '../layers/layerMaps.svelte.ts'
import { notices } from '../shell/notices.svelte.ts'
import { router } from '../shell/router.svelte.ts'
import { OffsetDesk } from '../signals/offsetDesk.svelte.ts'
import { OverlaySettings } from '../stage/overlaySettings.svelte.ts'
import { StageFrames } from '../stage/stageFrames.svelte.ts'
import { Curves } from './curves.svelte.ts'

/** How often the curves of a running analysis are fetched again, in milliseconds. */
const refreshEvery = 3000

/** Everything that is known of the run under review, and the parts that act on it. */
export class Review {
  readonly drive: Drive
  readonly model: Model
  readonly player: Player
  readonly frames: StageFrames
  readonly overlay = new OverlaySettings()
  readonly regions: RegionBook
  readonly events: EventDesk
  readonly here: EventsHere
  readonly proof: EventProof
  readonly region: RegionProbe
  readonly lanes: LaneDrawing
  readonly laneDesk: LaneDesk
  readonly layers: ActivationViewer
  readonly layerMaps: LayerMaps
  readonly offset: OffsetDesk
  readonly curves: Curves

  run = $state.raw<Run>() as Run
  progress = $state.raw<Progress | null>(null)
  /** What the run says as a whole; null until it has all its results. */
  findings = $state.raw<Findings | null>(null)

  /** Frames that have results; they are the first ones of the drive. */
  done = $derived.by(() => {
    if (!this.progress) return this.run.done
    // Later stages look at frames that are all there.
    if (this.progress.stage !== 'decoding') return this.curves.count
    // Where only lanes are found again, maps are there before the job comes to their frames.
    return Math.max(this.progress.done, this.curves.series?.predicted.length ?? 0)
  })
  /** What the recipe leaves of the picture for the model, in unit coordinates. */
  seen = $derived.by(() => seenPart(this.run.recipe, this.drive))
  /** Which pixels of that lead to the steering; null where it is not known (yet). */
  seenPixels = $state.raw<SeenPixels | null>(null)
  readonly #offer = $derived.by(() => this.model.methods.find(({ id }) => id === this.run.method))
  /** The method of the run by its name, and what its maps are of. */
  method = $derived.by(() => methodInWords(this.#offer?.label ?? this.run.method, this.run.of))
  /** The findings as they are with what a person said of the events since they were fetched. */
  readonly #now = $derived.by((): Findings | null => {
    const stretches = this.events.standing('left')
    return this.findings && { ...this.findings, stretches, mostlyOff: this.findings.mostlyOff && stretches > 0 }
  })
  /** All that is odd about the run. */
  oddities = $derived.by(() => oddities({ run: this.run, findings: this.#now, method: this.#offer }))
  /** What steers is being tested. */
  testing = $state(false)
  /** The findings that hold: none while an analysis goes on that may make others. */
  holds = $derived.by(() => (hasResults(this.run.state) || this.testing ? this.#now : null))

  readonly #ended = new AbortController()
  #following = false

  constructor(run: Run, drive: Drive, model: Model) {
    this.run = run
    this.drive = drive
    this.model = model
    this.player = new Player(() => this.curves.times)
    this.frames = new StageFrames(drive.id, run.id)
    this.regions = new RegionBook(run.id)
    const refresh = () => this.refresh()
    const of = { run: run.id, drive: drive.id, timeOf: (frame: number) => this.curves.times.at(frame) }
    this.events = new EventDesk(of, refresh, () => void this.#find())
    this.proof = new EventProof(run.id)
    this.region = new RegionProbe(run.id, (frame, seconds) => this.#around(frame, seconds))
    this.layers = new ActivationViewer(run.id)
    this.layerMaps = new LayerMaps(run, (id) => router.go({ screen: 'review', run: id, frame: this.player.frame }))
    this.offset = new OffsetDesk(drive.id, () => this.curves.timeline?.offsetSeconds ?? 0, refresh)
    this.curves = new Curves(drive, this.events, this.offset, () => this.run.total)
    this.here = new EventsHere(this.events, this.player, this.curves)
    this.lanes = new LaneDrawing(drive.id, refresh)
    this.laneDesk = new LaneDesk(drive.id, () => this.#lanesChanged())
  }

  /** Fetches the curves and events, and goes to `frame` (null: to the worst one). */
  async begin(frame: number | null): Promise<void> {
    await Promise.all([this.refresh(), orNull(this.events.book.load())])
    if (frame === null) this.here.goToWorst()
    else this.player.go(frame)
  }

  /** Fetches again what changes while frames are analysed or lanes are edited; follows an analysis that goes on. */
  async refresh(): Promise<void> {
    const [run, timeline, series, seenPixels] = await Promise.all([
      orNull(api.run(this.run.id)),
      orNull(api.timeline(this.drive.id)),
      orNull(api.series(this.run.id)),
      this.seenPixels ?? orNull(api.seenPixels(this.run.id)),
      orNull(this.events.load()),
      orNull(this.lanes.load())
    ])
    this.run = run ?? this.run
    this.curves.timeline = timeline ?? this.curves.timeline
    this.curves.series = series ?? this.curves.series
    this.seenPixels = seenPixels
    this.regions.clear()
    void this.regions.need(this.player.frame)
    // A frame that was shown before its map was there has one now.
    if (this.frames.shown?.map === null) this.frames.want(this.player.frame, this.curves.count)
    if (this.run.state === 'running') void this.#follow()
    else void this.#find()
  }

  /** Starts drawing the lane of the current frame, from the one that is known there. */
  drawLane(): void {
    this.region.open = false
    this.player.pause()
    this.lanes.begin(this.player.frame, this.regions.at(this.player.frame)?.polygon ?? [])
  }

  async pauseOrResume(): Promise<void> {
    try {
      const pause = this.run.state === 'running'
      this.run = await (pause ? api.pauseRun(this.run.id) : api.resumeRun(this.run.id))
      if (this.run.state === 'running') void this.#follow()
    } catch (error) {
      notices.error(error)
    }
  }

  /** Asks for, or closes, what becomes of the steering of the event at the playhead without its cause. */
  prove(): void {
    const { current, frame } = this.here
    if (current && canBeProved(current)) this.proof.toggle(current, frame)
  }

  /** Makes the tests of the model that are missing. */
  async testWhatSteers(): Promise<void> {
    this.testing = true
    try {
      this.run = await api.testRun(this.run.id)
      await this.#follow()
      await this.#find()
    } catch (error) {
      notices.error(error)
    }
    this.testing = false
  }

  dispose(): void {
    this.#ended.abort()
    this.proof.close()
    this.region.open = false
    this.player.pause()
    this.frames.dispose()
    this.layers.dispose()
    this.layerMaps.forget()
    this.offset.pictures.dispose()
    this.laneDesk.rest()
  }

  /** Fetches what the run says as a whole. */
  async #find(): Promise<void> {
    if (hasResults(this.run.state)) this.findings = await orNull(api.findings(this.run.id))
  }

  /** Frames that are analysed and lie within so many seconds of one. */
  #around(frame: number, seconds: number): FrameRange {
    const { times } = this.curves
    const [first, last] = [-seconds, seconds].map((by) => times.frameAt(times.at(frame) + by)) as [number, number]
    return { first: Math.max(0, first), last: Math.max(frame, Math.min(last, this.done - 1)) }
  }

  /** Other lanes hold: scores are new, and a lane model may have to run first. */
  async #lanesChanged(): Promise<void> {
    await this.refresh()
    if (this.run.state === 'paused' || isOutdated(this.run.state)) await this.pauseOrResume()
  }

  async #follow(): Promise<void> {
    if (this.#following) return
    this.#following = true
    let refreshed = performance.now()
    for await (const progress of followProgress(this.run.id, this.#ended.signal)) {
      this.progress = progress
      if (progress.state === 'running' && performance.now() - refreshed > refreshEvery) {
        await this.refresh()
        refreshed = performance.now()
      }
    }
    if (this.#ended.signal.aborted) return
    await this.refresh()
    this.progress = null
    this.#following = false
  }
}

/** Where the lane is lost there is none to hide anything in, or beside. */
export function canBeProved({ kind }: Pick<ReviewedEvent, 'kind'>): boolean {
  return kind !== 'lost'
}

/** Null where it is not there; what else fails is said. */
async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise
  } catch (error) {
    if (!isMissing(error)) notices.error(error)
    return null
  }
}

/** Fetches what a review cannot do without. */
export async function openReview(id: string): Promise<Review> {
  const run = await api.run(id)
  const [drive, model] = await Promise.all([api.drive(run.driveId), api.model(run.modelId)])
  return new Review(run, drive, model)
}
