import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createEngine } from '../src/main/engine/engines.ts'
import { openModel } from '../src/main/model/open.ts'
import { steeringGraph } from '../src/main/saliency/steering.ts'
import { driveClosedLoop } from './closedLoop.ts'
import { openEncoder } from './encoder.ts'
import type { ClosedLoopPlan } from './plans.ts'
import type { Renderer } from './renderer.ts'
import { captionOf, viewOf } from './viewOf.ts'

const clipSize = { width: 640, height: 360 }

/** Lets a model drive on its own, and writes how it went (`<name>.json`) and how it ended (`<name>.mp4`) to a folder. */
export async function makeClosedLoop(
  renderer: Renderer,
  plan: ClosedLoopPlan,
  models: string,
  folder: string,
  say: (line: string) => void
): Promise<void> {
  const model = await openModel(join(models, plan.model, 'model.json'))
  const engine = await createEngine('tf-native')
  const session = await engine.load(steeringGraph(model))
  const loop = await driveClosedLoop(renderer, { model, session }, plan.world, plan.drive, (seconds) => {
    if (seconds % 10 === 0) say(`${plan.name}: ${seconds} s`)
  })
  engine.dispose()
  await mkdir(folder, { recursive: true })
  const { frames, ...result } = loop
  await writeFile(join(folder, `${plan.name}.json`), `${JSON.stringify({ plan, ...result }, null, 2)}\n`)
  const how =
    loop.leftAfter === null
      ? `stayed on the road for ${loop.seconds} s`
      : `left the road after ${loop.leftAfter.toFixed(1)} s`
  say(
    `${plan.name}: ${how}, at most ${loop.farthest.toFixed(2)} m from the middle of its lane (rms ${loop.deviation.toFixed(2)} m)`
  )
  const { rate } = plan.drive
  const encoder = openEncoder(join(folder, `${plan.name}.mp4`), { ...clipSize, rate, quality: 26 })
  for (const frame of frames.slice(-Math.round(plan.clip * rate))) {
    await encoder.write(
      await renderer.take([viewOf(frame, captionOf(frame))], { ...clipSize, window: [0, 0, 1, 1], fine: 1 })
    )
  }
  await encoder.finish()
}
