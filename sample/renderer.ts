import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { openBrowser } from './browser.ts'
import { openCounter } from './counter.ts'
import type { Sheet, View } from './scene/view.ts'
import type { WorldSpec } from './world/world.ts'

/** Takes pictures of worlds in a browser without a window. */
export interface Renderer {
  /** Hash of the code that draws: pictures of the same plan and fingerprint are the same. */
  fingerprint: string
  /** Nothing happens where that world is shown already. */
  show(spec: WorldSpec): Promise<void>
  /** RGB bytes [views, height, width, 3]. */
  take(views: View[], sheet: Sheet): Promise<Uint8Array>
  close(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where the bundler says which file a part is from, it names where this checkout lies. */
const placeComments = /^\/\/#(end)?region.*$/gm

/** Bundles the scene and opens it in a browser, which then asks for orders over loopback and hands in the pictures. */
export async function openRenderer(): Promise<Renderer> {
  const script = await bundle(fileURLToPath(new URL('scene/page.ts', import.meta.url)))
  const counter = await openCounter(script)
  const browser = await openBrowser(counter.address)
  void browser.ended.then((why) => counter.fail(new Error(`the browser ended: ${why}`)))
  let shown = ''
  return {
    fingerprint: createHash('sha256').update(script.replace(placeComments, '')).digest('hex'),
    show: async (spec) => {
      const wanted = JSON.stringify(spec)
      if (wanted !== shown) await counter.order({ show: spec })
      shown = wanted
    },
    take: (views, sheet) => counter.order({ take: views, sheet }),
    close: async () => {
      counter.close()
      await browser.close()
    }
  }
}

async function bundle(entry: string): Promise<string> {
  // What it writes depends on the folder that it is started in, unless it is told one.
  const build = await rolldown({ cwd: root, input: entry, logLevel: 'silent' })
  const { output } = await build.generate({ format: 'esm' })
  await build.close()
  return output[0].code
}
