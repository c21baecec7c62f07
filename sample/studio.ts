import { openRenderer, type Renderer } from './renderer.ts'
import type { Sheet, View } from './scene/view.ts'
import type { WorldSpec } from './world/world.ts'

/** Several renderers at work side by side. What they make does not depend on how many they are. */
export interface Studio {
  /** As of its renderers. */
  fingerprint: string
  /** Pictures of each shoot as RGB bytes [views, height, width, 3], in the order of the shoots. */
  shoot(shoots: readonly Shoot[], sheet: Sheet): AsyncGenerator<Uint8Array>
  /** One of the renderers, for who needs every picture before the next. */
  renderer: Renderer
  close(): Promise<void>
}

/** Views of one world. */
export interface Shoot {
  world: WorldSpec
  views: View[]
}

export async function openStudio(size: number): Promise<Studio> {
  const first = await openRenderer()
  const renderers = [first, ...(await Promise.all(Array.from({ length: size - 1 }, () => openRenderer())))]
  const take = async (renderer: Renderer, { world, views }: Shoot, sheet: Sheet): Promise<Uint8Array> => {
    await renderer.show(world)
    return renderer.take(views, sheet)
  }
  return {
    fingerprint: first.fingerprint,
    renderer: first,
    async *shoot(shoots, sheet) {
      // One shoot more is on its way than there are renderers, so that none waits for who takes the pictures.
      const busy: Promise<Uint8Array>[] = []
      for (const [i, shoot] of shoots.entries()) {
        const renderer = renderers[i % renderers.length] ?? first
        const pictures = take(renderer, shoot, sheet)
        // Its error is thrown when it is awaited.
        pictures.catch(() => {})
        busy.push(pictures)
        if (busy.length > renderers.length) yield await (busy.shift() ?? pictures)
      }
      yield* busy
    },
    close: async () => void (await Promise.all(renderers.map((renderer) => renderer.close())))
  }
}
