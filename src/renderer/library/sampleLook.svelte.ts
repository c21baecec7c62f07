import type { Drive, Findings, Run } from '../../shared/api.ts'
import type { Polygon } from '../../shared/lanes.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { verdictOf } from '../../shared/verdict.ts'
import { api } from '../client/api.ts'
import { byPriority, worstEvent } from '../events/eventOrder.ts'
import { notices } from '../shell/notices.svelte.ts'

/** What a model looked at in one frame. */
export interface Look {
  map: SaliencyMap
  seenPixels: SeenPixels | null
  /** Null where it is not known. */
  lane: Polygon | null
}

/** From this correlation on a model steers as it was driven. */
const AS_DRIVEN = 0.8

/** One frame of the sample under each of its models: the worst of the one that strays most, the same for all. */
export class SampleLook {
  frame = $state<number | null>(null)
  picture = $state.raw<ImageBitmap | null>(null)
  /** By run. */
  looks = $state.raw<Readonly<Record<string, Look>>>({})
  #of = ''
  readonly #ended = new AbortController()

  /** Fetches what is not there yet. @param farthest the run that strays most */
  async load(drive: Drive, runs: readonly Run[], farthest: Run): Promise<void> {
    const wanted = [farthest, ...runs].map(({ id }) => id).join(' ')
    if (wanted === this.#of) return
    this.#of = wanted
    const { signal } = this.#ended
    try {
      const worst = worstEvent(byPriority((await api.events(farthest.id)).events))
      const frame = worst?.worst ?? Math.floor(drive.frames.count / 2)
      const [picture, ...looks] = await Promise.all([
        api.picture(drive.id, frame, signal).then((blob) => createImageBitmap(blob)),
        ...runs.map(async ({ id }) => [id, await lookOf(id, frame, signal)] as const)
      ])
      if (signal.aborted || this.#of !== wanted) return picture.close()
      this.picture?.close()
      Object.assign(this, { frame, picture, looks: Object.fromEntries(looks) })
    } catch (error) {
      if (!signal.aborted) notices.error(error)
    }
  }

  dispose(): void {
    this.#ended.abort()
    this.picture?.close()
  }
}

async function lookOf(run: string, frame: number, signal: AbortSignal): Promise<Look> {
  const [map, seenPixels, { regions }] = await Promise.all([
    api.map(run, frame, signal),
    api.seenPixels(run),
    api.regions(run, frame, 1)
  ])
  return { map, seenPixels, lane: regions[0]?.polygon ?? null }
}

/** Whether models steer alike, and yet are not to be trusted alike. */
export function isSameSteering(all: readonly Findings[]): boolean {
  const [first, ...others] = all.map((findings) => verdictOf(findings)?.tone)
  return (
    others.some((tone) => tone !== first) &&
    all.every(({ correlation }) => correlation !== null && correlation >= AS_DRIVEN)
  )
}
