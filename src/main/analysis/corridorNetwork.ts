import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UnavailableError } from '../../shared/errors.ts'
import { createEngine } from '../engine/engines.ts'
import { CORRIDOR_INPUT, corridorInput } from '../lanes/corridorInput.ts'
import { CORRIDOR_OUTPUT, type CorridorLook, corridorLook } from '../lanes/corridorLook.ts'
import { openModel } from '../model/open.ts'
import type { Engine, Session } from '../engine/engine.ts'

/** The network that finds the own lane or track in a picture. */
export interface CorridorNetwork {
  /** What it says of pictures, RGB [height, width, 3], 8 bit, all of one size. */
  look(pictures: readonly Uint8Array[]): Promise<CorridorLook[]>
  dispose(): void
}

const SIZE = CORRIDOR_INPUT.width * CORRIDOR_INPUT.height * 3
const PLACES = CORRIDOR_OUTPUT.width * CORRIDOR_OUTPUT.height * 3

/** Begins to load the network that comes with Lanegaze; the first pictures wait for it. @param width of the pictures */
export function openCorridorNetwork({ width, height }: { width: number; height: number }): CorridorNetwork {
  const toInput = corridorInput(width, height)
  const loading = load()
  // Whoever asks for pictures hears of it.
  loading.catch(() => undefined)
  return {
    async look(pictures) {
      if (pictures.length === 0) return []
      const input = new Float32Array(pictures.length * SIZE)
      pictures.forEach((rgb, i) => toInput(rgb, input, i * SIZE))
      const { session } = await loading
      const { places, whole } = await session.run(input, pictures.length)
      return pictures.map((_, i) =>
        corridorLook(places!.subarray(i * PLACES, (i + 1) * PLACES), whole!.subarray(2 * i, 2 * i + 2))
      )
    },
    dispose() {
      void loading.then(
        ({ engine }) => engine.dispose(),
        () => undefined
      )
    }
  }
}

async function load(): Promise<{ engine: Engine; session: Session }> {
  const { graph } = await openModel(networkFile())
  const engine = await createEngine('ort').catch((error: unknown) => {
    if (error instanceof UnavailableError) return createEngine('tf-wasm')
    throw error
  })
  return { engine, session: await engine.load(graph) }
}

/** Found upwards from here: the sources and what is built of them lie at different depths below the resources. */
function networkFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'resources/corridor/model.json')
    if (existsSync(file)) return file
    if (dirname(folder) === folder) throw new Error('resources/corridor is missing from this copy of Lanegaze')
  }
}
