import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { preset } from '../../../src/main/model/input/recipes.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()

/** A network of one convolution and a mean, for any size of picture. */
function anySize(input: (number | string)[]): OnnxNetwork {
  return new OnnxNetwork({ input }).conv([3, 2], [3, 3]).node('GlobalAveragePool').node('Flatten').gemm(2, 1)
}

const table: { name: string; input: (number | string)[]; size: [height: number, width: number] }[] = [
  { name: 'all open', input: ['batch', 3, 'height', 'width'], size: [224, 224] },
  { name: 'the width alone', input: ['batch', 3, 66, 'width'], size: [66, 200] },
  { name: 'the width alone, of a low picture with its channels last', input: [1, 40, 'width', 3], size: [40, 40] },
  { name: 'the height alone, of a width that is not usual', input: [1, 3, 'height', 90], size: [90, 90] }
]

describe('a model whose file leaves the size of its picture open', () => {
  it.each(table)('opens at a usual size, with a warning: $name', async ({ input, size: [height, width] }) => {
    const network = input[3] === 3 ? new OnnxNetwork({ input }).node('Relu') : anySize(input)
    const { graph, form, recipe, warnings } = await openModel(await network.write(models.place('.onnx')))
    expect(graph.input.shape).toEqual([height, width, 3])
    expect(form).toEqual({ kind: 'picture', shape: [height, width, 3] })
    expect(recipe.resize).toMatchObject({ height, width })
    expect(warnings.find(({ code }) => code === 'open-size')?.message).toContain(`${width} x ${height} is a guess`)
  })

  it('with channels last, behind a Transpose as tf2onnx writes it', async () => {
    const network = new OnnxNetwork({ input: ['batch', 'h', 'w', 3] }).node('Transpose', [], { perm: [0, 3, 1, 2] })
    const path = await network.conv([3, 2], [3, 3]).node('GlobalAveragePool').write(models.place('.onnx'))
    expect((await openModel(path)).graph.input.shape).toEqual([224, 224, 3])
  })

  it('opens at the usual size that fits what it multiplies', async () => {
    const network = new OnnxNetwork({ input: ['batch', 3, 'height', 'width'] }).conv([3, 2], [5, 5], {
      strides: [2, 2]
    })
    const path = await network
      .node('Flatten')
      .gemm(2 * 31 * 98, 1)
      .write(models.place('.onnx'))
    expect((await openModel(path)).graph.input.shape).toEqual([66, 200, 3])
  })

  it('runs at the size that a recipe beside it says, without a warning', async () => {
    const path = await anySize(['batch', 3, 'height', 'width']).write(models.place('.onnx'))
    const recipe = preset('raw').recipe({ height: 40, width: 30 })
    const head = { output: 'output', index: 0, unit: 'normalised', positive: 'left' }
    await writeFile(`${path}.recipe.json`, JSON.stringify({ recipe, head }))
    const { graph, warnings } = await openModel(path)
    expect(graph.input.shape).toEqual([40, 30, 3])
    expect(warnings).toEqual([])
    const [value] = evaluate(graph, seededValues(40 * 30 * 3, 4)).get(graph.outputs['output']!)!
    expect(value).not.toBe(0)
  })

  it('runs at the size that it is opened with', async () => {
    const path = await anySize(['batch', 3, 'height', 'width']).write(models.place('.onnx'))
    const { graph } = await openModel(path, { reading: null, size: { height: 48, width: 64 } })
    expect(graph.input.shape).toEqual([48, 64, 3])
  })

  it('says why where the size that was chosen does not fit', async () => {
    const network = new OnnxNetwork({ input: ['batch', 3, 'height', 'width'] }).node('Flatten').gemm(3 * 64 * 64, 1)
    const path = await network.write(models.place('.onnx'))
    await expect(openModel(path, { size: { height: 48, width: 64 } })).rejects.toThrow(
      /Gemm.*multiplies rows of 9216 numbers by a matrix for 12288/
    )
  })
})

it('an open axis of something else than the picture is none', async () => {
  const network = new OnnxNetwork({ input: ['batch', 3, 20, 24], others: { state: [1, 'batch', 4] } })
  const mean = network.conv([3, 4], [3, 3]).node('GlobalAveragePool').node('Flatten').last
  network.node('Squeeze', [network.ints(0)], {}, { from: 'state' }).node('Add', [mean])
  const { graph, warnings } = await openModel(await network.gemm(4, 1).write(models.place('.onnx')))
  expect(graph.input.shape).toEqual([20, 24, 3])
  expect(warnings.map(({ code }) => code)).not.toContain('open-size')
})

it('a size that the file states stays, whatever is asked for', async () => {
  const path = await anySize(['batch', 3, 20, 24]).write(models.place('.onnx'))
  expect((await openModel(path, { size: { height: 48, width: 64 } })).graph.input.shape).toEqual([20, 24, 3])
})
