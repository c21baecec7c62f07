import { createLaneDetector, type LaneEvidence } from '../lanes/detect.ts'
import { openCorridorNetwork } from './corridorNetwork.ts'

/** Sees lanes in pictures. */
export interface LaneWatcher {
  /**
   * What pictures, RGB [height, width, 3], 8 bit, show of the lane: lines of paint, and what the corridor network says.
   * One a picture; none knows of the others.
   */
  see(pictures: readonly Uint8Array[]): Promise<LaneEvidence[]>
  dispose(): void
}

/** Begins to load what it takes to see lanes in pictures of one size; some 320 pixels of width are enough. */
export function createLaneWatcher(size: { width: number; height: number }): LaneWatcher {
  const detector = createLaneDetector(size)
  const network = openCorridorNetwork(size)
  return {
    async see(pictures) {
      // The network works in a thread of its own meanwhile.
      const asked = network.look(pictures)
      const evidence = pictures.map((rgb) => detector.frame(rgb))
      const looks = await asked
      return evidence.map((each, i) => ({ ...each, corridor: looks[i]! }))
    },
    dispose: () => network.dispose()
  }
}
