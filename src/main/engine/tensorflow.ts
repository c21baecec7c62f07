import { UnavailableError } from '../../shared/errors.ts'
import type { Engine, EngineId } from './engine.ts'
import { loadBackend, whyUnavailable } from './tensorflowBackend.ts'
import { loadSession } from './tensorflowSession.ts'

/** All engines, the fastest first. */
export const engineIds: readonly EngineId[] = ['tf-native', 'tf-wasm']

/** The engines that are installed here, the fastest first. */
export async function availableEngines(): Promise<EngineId[]> {
  return engineIds.filter((id) => whyUnavailable(id) === null)
}

/** Starts an engine. Throws an UnavailableError that says how to get it where it is not there or does not start. */
export async function createEngine(id: EngineId): Promise<Engine> {
  const version = await loadBackend(id)
  const sessions = new Set<{ dispose(): void }>()
  return {
    id,
    version,
    async load(graph) {
      const session = loadSession(id, graph)
      sessions.add(session)
      return {
        run: async (input, batch) => session.run(input, batch),
        dispose() {
          if (sessions.delete(session)) session.dispose()
        }
      }
    },
    dispose() {
      for (const session of sessions) session.dispose()
      sessions.clear()
    }
  }
}

/** Starts the engine that was asked for; 'auto' starts the fastest that works here. */
export async function chooseEngine(choice: 'auto' | EngineId): Promise<Engine> {
  if (choice !== 'auto') return createEngine(choice)
  try {
    return await createEngine('tf-native')
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    return createEngine('tf-wasm')
  }
}
