import { inputGradient } from './adjoint.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Explain, Method } from './method.ts'
import { addSubject, pictureRefusal } from './subject.ts'

/**
 * A method that reads its map out of d steering / d picture of left-positive steering.
 * @param read adds the nodes from the gradient, of the picture's shape, to the map [height, width, 1], and gives its id
 */
export function gradientMethod(
  about: Pick<Method, 'id' | 'label' | 'version' | 'goodFor' | 'use' | 'caution'>,
  read: (builder: GraphBuilder, gradient: string, explain: Explain) => string
): Method {
  return {
    ...about,
    family: 'gradient',
    signed: true,
    refuse: pictureRefusal,
    parameters: () => [],
    cost: () => 2,

    build(target, explain) {
      const builder = new GraphBuilder(target.graph)
      const { steering, subject } = addSubject(builder, target)
      const map = read(builder, inputGradient(builder, subject), explain)
      return oneRun(builder.finish({ steering, map }))
    }
  }
}
