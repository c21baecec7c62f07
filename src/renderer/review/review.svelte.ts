import type { Drive, Findings, Model, Progress, ReviewedEvent, Run, Series, Timeline } from '../../shared/api.ts'
import type { Measure, Verdict } from '../../shared/events.ts'
import type { FrameRange, FrameSignal } from '../../shared/recording.ts'
import { oddities } from '../../shared/oddities.ts'
import { hasResults, isOutdated } from '../../shared/runState.ts'
import { seenRect, type Rect } from '../../shared/recipe.ts'
import { LaneDesk } from '../lanes/laneDesk.svelte.ts'
import { LaneDrawing } from '../lanes/laneDrawing.svelte.ts'
import { api } from '../client/api.ts'
import { followProgress } from '../client/progress.ts'
import { isMissing } from '../client/request.ts'
import { notices } from '../shell/notices.svelte.ts'
import { ActivationViewer } from '../layers/activationViewer.svelte.ts'
import { EventDesk } from '../events/eventDesk.svelte.ts'
import { lowestFrame, worstEvent } from '../events/eventOrder.ts'
import { frameTimes } from '../frames/frameTimes.ts'
import { movedSignal } from '../signals/movedSignal.ts'
import { OffsetDesk } from '../signals/offsetDesk.svelte.ts'
import { OverlaySettings } from '../stage/overlaySettings.svelte.ts'
import { Player } from '../frames/player.svelte.ts'
import { RegionBook } from '../lanes/regionBook.svelte.ts'
import { StageFrames } from '../stage/stageFrames.svelte.ts'
import { sureScores } from '../events/sureScores.ts'

/** How often the curves of a running analysis are fetched again, in milliseconds. */
const refreshEvery = 3000

/** Everything that is known of the run under review, and the parts that act on it. */
export class Review {
  readonly player: Player
  readonly frames: StageFrames
  readonly regions: RegionBook
  readonly events: EventDesk
  readonly lanes: LaneDrawing
  readonly laneDesk: LaneDesk
  readonly layers: ActivationViewer
  readonly offset: OffsetDesk

  run = $state.raw<Run>() as Run
  drive = $state.raw<Drive>() as Drive
  model = $state.raw<Model>() as Model
  timeline = $state.raw<Timeline | null>(null)
  series = $state.raw<Series | null>(null)
  progress = $state.raw<Progress | null>(null)
  /** What the run says as a whole; null until it has all its results. */
  findings = $state.raw<Findings | null>(null)
  /** Frames marked on the timeline, to become an event. */
  marked = $state.raw<FrameRange | null>(null)
  /** The event whose note is to be written. */
  noting = $state<string | null>(null)
  /** Which score the timeline shows, where it is not the one that the rule reads. */
  chosenMeasure = $state<Measure | null>(null)

  count = $derived(this.timeline?.times.length || this.drive.frames.count || this.run.total)
  times = $derived(frameTimes(this.timeline?.times ?? [], this.count, this.drive.rate || 30))
  /** Frames that have results; they are the first ones of the drive. */
  done = $derived.by(() => {
    if (!this.progress) return this.run.done
    // Later stages look at frames that are all there.
    if (this.progress.stage !== 'decoding') return this.count
    // Where only lanes are found again, maps are there before the job comes to their frames.
    return Math.max(this.progress.done, this.series?.predicted.length ?? 0)
  })
  /** The recorded steering, where the person has moved the signals to. */
  recorded = $derived.by(() => {
    const steering = this.timeline?.signals.find((signal) => signal.role === 'steering')
    return steering ? this.moved(steering) : null
  })

  /** The curves under the rule that is being tried, or as they are kept. */
  curves = $derived.by((): Series | null => {
    const tried = this.events.draft.found?.curves
    return this.series && tried ? { ...this.series, ...tried } : this.series
  })
  measure = $derived.by((): Measure => this.chosenMeasure ?? this.events.rule.measure)
  /** The event that the current frame lies in. */
  current = $derived.by(() => this.events.at(this.player.frame))
  readonly #offer = $derived(this.model.methods.find(({ id }) => id === this.run.method))
  /** The method of the run by its name. */
  method = $derived(this.#offer?.label ?? this.run.method)
  /** All that is odd about the run. */
  oddities = $derived.by(() => {
    // The findings are of when they were fetched; what stands of the events is known at any moment.
    const stretches = this.events.ranked.filter(({ verdict }) => verdict !== 'dismissed').length
    const findings = this.findings && { ...this.findings, stretches }
    return oddities({ run: this.run, findings, method: this.#offer })
  })
  /** What the model sees of the picture, in unit coordinates. */
  seen = $derived(seenPart(this.run, this.drive))

  readonly overlay = new OverlaySettings()
  readonly #ended = new AbortController()
  #following = false

  constructor(run: Run, drive: Drive, model: Model) {
    this.run = run
    this.drive = drive
    this.model = model
    this.player = new Player(() => this.times)
    this.frames = new StageFrames(drive.id, run.id)
    this.regions = new RegionBook(run.id)
    const refresh = () => this.refresh()
    this.events = new EventDesk(run.id, refresh)
    this.layers = new ActivationViewer(run.id)
    this.offset = new OffsetDesk(drive.id, () => this.timeline?.offsetSeconds ?? 0, refresh)
    this.lanes = new LaneDrawing(drive.id, refresh)
    this.laneDesk = new LaneDesk(drive.id, () => this.#lanesChanged())
  }

  /** Fetches the curves and events, and goes to `frame` (null: to the worst one). */
  async begin(frame: number | null): Promise<void> {
    await this.refresh()
    if (frame === null) this.goToWorst()
    else this.player.go(frame)
  }

  /** Fetches again what changes while frames are analysed or lanes are edited; follows an analysis that goes on. */
  async refresh(): Promise<void> {
    const orNull = <T>(promise: Promise<T>): Promise<T | null> =>
      promise.catch((error: unknown) => {
        if (!isMissing(error)) notices.error(error)
        return null
      })
    const [run, timeline, series] = await Promise.all([
      orNull(api.run(this.run.id)),
      orNull(api.timeline(this.drive.id)),
      orNull(api.series(this.run.id)),
      orNull(this.events.load()),
      orNull(this.lanes.load())
    ])
    this.run = run ?? this.run
    this.timeline = timeline ?? this.timeline
    this.series = series ?? this.series
    this.regions.clear()
    void this.regions.need(this.player.frame)
    if (this.run.state === 'running') void this.#follow()
    else if (hasResults(this.run.state)) void orNull(api.findings(this.run.id)).then((found) => (this.findings = found))
  }

  /** A signal where the person has moved the signals to. */
  moved(signal: FrameSignal): FrameSignal {
    return movedSignal(signal, this.times, this.offset.moved)
  }

  /** Goes to the worst frame of an event. */
  goTo(event: ReviewedEvent | null): void {
    if (!event) return
    this.player.pause()
    this.events.picked = event.id
    this.player.go(event.worst)
  }

  /** Goes to the worst frame of the worst event; without events, to the frame with the lowest score. */
  goToWorst(): void {
    const event = worstEvent(this.events.ranked)
    if (event) return this.goTo(event)
    this.player.pause()
    const { rule } = this.events
    this.player.go(this.series ? (lowestFrame(sureScores(this.series, rule.measure, rule)) ?? 0) : 0)
  }

  /** Makes an event of the marked frames; without a mark, of the half second around the current frame. */
  async addEvent(): Promise<void> {
    const { frame } = this.player
    const around = Math.round(this.drive.rate / 4)
    const range = this.marked ?? {
      first: Math.max(0, frame - around),
      last: Math.min(Math.max(0, this.count - 1), frame + around)
    }
    this.marked = null
    await this.events.add(range.first, range.last)
  }

  /** The event that keys act on: the one at the playhead, else the one picked last, which may lie beside it. */
  get inHand(): ReviewedEvent | null {
    return this.current ?? this.events.ranked.find(({ id }) => id === this.events.picked) ?? null
  }

  /** Lets the event in hand begin or end at the playhead. */
  trim(end: 'first' | 'last'): void {
    if (this.inHand) void this.events.trim(this.inHand, { [end]: this.player.frame })
  }

  /** Makes two of the event at the playhead; the later one begins there. */
  split(): void {
    if (this.current) void this.events.split(this.current, this.player.frame)
  }

  joinNext(): void {
    if (this.inHand) void this.events.joinNext(this.inHand)
  }

  /** Judges the event at the playhead. */
  judge(verdict: Verdict): void {
    if (this.current) void this.events.judge(this.current, verdict)
  }

  takeNote(): void {
    this.noting = this.current?.id ?? null
  }

  /** Starts drawing the lane of the current frame, from the one that is known there. */
  drawLane(): void {
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

  dispose(): void {
    this.#ended.abort()
    this.player.pause()
    this.frames.dispose()
    this.layers.dispose()
    this.offset.pictures.dispose()
    this.laneDesk.rest()
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

/** Fetches what a review cannot do without. */
export async function openReview(id: string): Promise<Review> {
  const run = await api.run(id)
  const [drive, model] = await Promise.all([api.drive(run.driveId), api.model(run.modelId)])
  return new Review(run, drive, model)
}

function seenPart({ recipe }: Run, drive: Drive): Rect {
  const { width, height } = drive
  const seen = seenRect(recipe, width, height)
  return { x: seen.x / width, y: seen.y / height, width: seen.width / width, height: seen.height / height }
}
