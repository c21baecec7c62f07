import type { Engine } from '../../src/main/engine/engine.ts'
import { prepareInput } from '../../src/main/model/input/prepareInput.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { pictureToMap } from '../../src/shared/recipe.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import { type BoardBox, showsBoard } from '../../sample/truth/boardTruth.ts'
import type { Bar } from './bars.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'
import { table } from './report.ts'

/** How far erasing the boards moves each model's steering: mean absolute change, normalised, over the frames that show one. */
export type Moved = Record<ModelName, number>

export async function movedByErasing(
  engine: Engine,
  { honest, cheater }: Record<ModelName, SteeringModel>,
  drives: readonly EvaluationDrive[]
): Promise<Moved> {
  return { honest: await movedOf(engine, honest, drives), cheater: await movedOf(engine, cheater, drives) }
}

/** The cheating model goes by the boards, the honest one hardly notices that they are gone. */
export function erasedBars(where: string, { honest, cheater }: Moved): Bar[] {
  const name = `${where}: erased boards move the cheating model's steering so many times as far as the honest one's`
  return [{ name, value: cheater / honest, limit: { least: 10 } }]
}

export function erasedTable(where: string, { honest, cheater }: Moved): string {
  const row = [`${where}: steering moved by erasing the boards`, honest.toFixed(4), cheater.toFixed(4)]
  return table(['', 'honest', 'cheater'], [row])
}

async function movedOf(engine: Engine, model: SteeringModel, drives: readonly EvaluationDrive[]): Promise<number> {
  const [height = 0, width = 0, channels = 0] = model.graph.input.shape
  const session = await engine.load(steeringGraph(model))
  const steer = async (rgb: Uint8Array): Promise<number> => {
    const values = new Float32Array(height * width * channels)
    prepareInput(rgb, height * width, model.recipe, values, 0)
    return (await session.run(values, 1))['steering']?.[0] ?? NaN
  }
  const moved: number[] = []
  for (const drive of drives) {
    const place = pictureToMap(model.recipe, drive, { width, height })
    for (const [i, { boards }] of drive.truth.entries()) {
      const input = drive.inputs[i]
      if (!input || !showsBoard(boards)) continue
      const erased = eraseBoxes(
        input,
        { width, height },
        boards.map((box) => pixelsOf(box, place))
      )
      moved.push(Math.abs((await steer(erased)) - (await steer(input))))
    }
  }
  session.dispose()
  return moved.reduce((sum, value) => sum + value, 0) / moved.length
}

/** A box of pixels: columns left..right and rows top..bottom, the last of each not in it. */
export interface PixelBox {
  left: number
  top: number
  right: number
  bottom: number
}

/** The pixels that a board touches, and one more on each side: resizing and compression spread its colour. */
function pixelsOf({ left, top, right, bottom }: BoardBox, place: ReturnType<typeof pictureToMap>): PixelBox {
  const [[x0, y0], [x1, y1]] = [place([left, top]), place([right, bottom])]
  return { left: Math.floor(x0) - 1, top: Math.floor(y0) - 1, right: Math.ceil(x1) + 1, bottom: Math.ceil(y1) + 1 }
}

/**
 * A picture whose boxes are filled from what is beside them: in each row from the last pixel to their left to the first
 * to their right, evenly. At an edge of the picture there is only one of the two.
 * @param rgb [height, width, 3], 8 bit
 */
export function eraseBoxes(
  rgb: Uint8Array,
  { width, height }: { width: number; height: number },
  boxes: readonly PixelBox[]
): Uint8Array {
  const out = Uint8Array.from(rgb)
  for (let y = 0; y < height; y++) {
    const inRow = boxes.filter(({ top, bottom }) => top <= y && y < bottom)
    const erased = (x: number): boolean => inRow.some(({ left, right }) => left <= x && x < right)
    for (let from = 0; from < width; from++) {
      if (!erased(from)) continue
      let to = from
      while (to < width && erased(to)) to++
      const [before, after] = [from > 0 ? from - 1 : to, to < width ? to : from - 1]
      for (let x = from; x < to && before < width && after >= 0; x++) {
        const share = (x - from + 1) / (to - from + 1)
        for (let c = 0; c < 3; c++) {
          const [a = 0, b = 0] = [rgb[(y * width + before) * 3 + c], rgb[(y * width + after) * 3 + c]]
          out[(y * width + x) * 3 + c] = a + (b - a) * share
        }
      }
      from = to
    }
  }
  return out
}
