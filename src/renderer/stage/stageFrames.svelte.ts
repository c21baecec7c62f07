import type { FrameRange } from '../../shared/recording.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { api } from '../client/api.ts'
import { isMissing } from '../client/request.ts'
import { FrameLoader } from '../frames/frameLoader.ts'
import { rangesOf } from '../frames/ranges.ts'

/** What the stage shows of one frame. `map` is null where the frame is decoded but not analysed. */
export interface StageFrame {
  picture: ImageBitmap
  map: SaliencyMap | null
  /** The same of runs that are shown beside it. */
  beside: readonly (SaliencyMap | null)[]
}

/** The frames as one stage draws them. */
export interface ShownFrames {
  readonly shown: (Pick<StageFrame, 'picture' | 'map'> & { frame: number }) | null
  readonly late: boolean
  readonly missing: boolean
  readonly error: unknown
  want(frame: number, count: number): void
}

const spinnerDelay = 400
const budget = 192 * 1024 * 1024

/** Pictures with their maps, as they are wanted: the one to draw, and whether it is late or not there. */
export class StageFrames implements ShownFrames {
  /** The last good frame. It stays until a newer one is there. */
  shown = $state.raw<(StageFrame & { frame: number }) | null>(null)
  /** True once a wanted frame has been away for so long that a person asks why. */
  late = $state(false)
  /** True where the wanted frame has not been decoded yet. */
  missing = $state(false)
  error = $state.raw<unknown>(null)
  /** Frames that show at once. */
  loaded = $state.raw<FrameRange[]>([])

  readonly #loader: FrameLoader<StageFrame>
  #spinner: ReturnType<typeof setTimeout> | undefined
  #loadedRequest = 0

  /** @param beside other runs of the drive: a frame is shown once the maps of all of them are there, so that none lags behind */
  constructor(drive: string, run: string, beside: readonly string[] = []) {
    this.#loader = new FrameLoader<StageFrame>(
      {
        load: (frame, signal) => loadFrame(drive, [run, ...beside], frame, signal),
        bytes: ({ picture, map, beside }) =>
          picture.width * picture.height * 4 +
          [map, ...beside].reduce((bytes, each) => bytes + (each?.data.length ?? 0), 0),
        drop: ({ picture }) => picture.close(),
        isWhole: ({ map, beside }) => map !== null && !beside.includes(null)
      },
      {
        budget,
        ahead: 12,
        parallel: 5,
        onFrame: (frame, value) => this.#arrived(frame, value),
        onError: (_frame, error) => this.#settle({ error }),
        onKept: () => this.#noteLoaded()
      }
    )
  }

  want(frame: number, count: number): void {
    clearTimeout(this.#spinner)
    this.#spinner = setTimeout(() => (this.late = true), spinnerDelay)
    this.#loader.want(frame, count)
  }

  /** Ends all requests and gives the memory back. */
  dispose(): void {
    clearTimeout(this.#spinner)
    cancelAnimationFrame(this.#loadedRequest)
    this.#loader.clear()
  }

  #arrived(frame: number, value: StageFrame | null): void {
    if (value) this.shown = { ...value, frame }
    this.#settle({ missing: value === null })
  }

  #settle({ missing = false, error = null }: { missing?: boolean; error?: unknown }): void {
    clearTimeout(this.#spinner)
    this.late = false
    this.missing = missing
    this.error = error
  }

  #noteLoaded(): void {
    cancelAnimationFrame(this.#loadedRequest)
    this.#loadedRequest = requestAnimationFrame(() => (this.loaded = rangesOf(this.#loader.kept())))
  }
}

/** Picture and maps of a frame, the run's own first; null where it is not decoded yet. */
async function loadFrame(
  drive: string,
  runs: readonly string[],
  frame: number,
  signal: AbortSignal
): Promise<StageFrame | null> {
  const [picture, ...maps] = await Promise.all([
    orMissing(api.picture(drive, frame, signal)),
    ...runs.map((run) => orMissing(api.map(run, frame, signal)))
  ])
  const [map = null, ...beside] = maps
  return picture && { picture: await createImageBitmap(picture), map, beside }
}

async function orMissing<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
