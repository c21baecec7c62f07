import { openRenderer, type Renderer } from './renderer.ts'
import type { Sheet, View } from './scene/view.ts'
import type { WorldSpec } from './world/world.ts'

/** Several renderers at work side by side. What they make does not depend on how many they are. */
export interface Studio {
  /** As of its renderers. */
  fingerprint: string
  /** Pictures of each shoot as RGB bytes [views, height, width, 3], in the order of the shoots. */
  shoot(shoots: readonly Shoot[], sheet: Sheet): AsyncGenerator<Uint8Array>
  /** For who needs every picture before the next. */
  renderers: readonly [Renderer, ...Renderer[]]
  close(): Promise<void>
}

/** Views of one world. */
export interface Shoot {
  world: WorldSpec
  views: View[]
}

/** Opens so many renderers. */
export async function openStudio(size: number): Promise<Studio> {
  const first = await openRenderer()
  return studioOf([first, ...(await Promise.all(Array.from({ length: size - 1 }, () => openRenderer())))])
}

/** A studio of renderers that are open. */
export function studioOf(renderers: readonly [Renderer, ...Renderer[]]): Studio {
  const [first] = renderers
  return {
    fingerprint: first.fingerprint,
    renderers,
    async *shoot(shoots, sheet) {
      // One shoot more is on its way than there are renderers, so that none waits for who takes the pictures.
      const busy: Promise<Uint8Array>[] = []
      const last = new Map<Renderer, Promise<Uint8Array>>()
      for (const [i, { world, views }] of shoots.entries()) {
        const renderer = renderers[i % renderers.length] ?? first
        // A renderer shows one world at a time: the next one waits until the pictures of this one are taken.
        const before = last.get(renderer)
        const pictures = (async () => {
          await before
          await renderer.show(world)
          return renderer.take(views, sheet)
        })()
        // Its error is thrown when it is awaited.
        pictures.catch(() => {})
        last.set(renderer, pictures)
        busy.push(pictures)
        if (busy.length > renderers.length) yield await (busy.shift() ?? pictures)
      }
      yield* busy
    },
    close: async () => void (await Promise.all(renderers.map((renderer) => renderer.close())))
  }
}
