import { createWorld, type WorldSpec } from '../world/world.ts'
import { createStage } from './stage.ts'
import type { Sheet, View } from './view.ts'

/** What the page does when it is asked from outside of the browser. */
export interface SamplePage {
  show(spec: WorldSpec): void
  /** Takes the pictures of the views and sends their bytes, one after the other, to `address`. */
  take(views: View[], sheet: Sheet, address: string): Promise<void>
}

const stage = createStage()
const page: SamplePage = {
  show: (spec) => stage.show(createWorld(spec)),
  take: async (views, sheet, address) => {
    const size = sheet.width * sheet.height * 3
    const bytes = new Uint8Array(size * views.length)
    for (const [i, view] of views.entries()) bytes.set(stage.take(view, sheet), i * size)
    const answer = await fetch(address, { method: 'POST', body: bytes })
    if (!answer.ok) throw new Error(`the pictures could not be handed over: ${answer.status}`)
  }
}
Object.assign(globalThis, { samplePage: page })
