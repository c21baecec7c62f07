import { describe, expect, it } from 'vitest'
import { laneStates } from '../../../src/main/lanes/laneStates.ts'
import type { LaneHistory } from '../../../src/main/lanes/lossCues.ts'
import type { LaneState } from '../../../src/shared/laneState.ts'

const RATE = 10
const letters: Record<LaneState, string> = { known: 'k', leaving: 'v', carried: 'c', lost: 'l', unknown: '.' }

interface Frame {
  confidence?: number
  carried?: number
  moves?: 0 | 1
  leaving?: number
  denied?: 0 | 1
  off?: number
}

/** Frames, ten a second, by one letter each: K is sure of its lane, g has none; G has none, but what is carried on. */
const meanings: Record<string, Frame> = {
  K: { confidence: 0.9, carried: 0.9, leaving: 0.1 },
  h: { confidence: 0.6, carried: 0.8 },
  g: { confidence: 0.1 },
  G: { confidence: 0.1, carried: 0.7 },
  x: { confidence: 0.1, leaving: 0.3 },
  X: { confidence: 0.9, leaving: 0.9 },
  m: { confidence: 0.9, leaving: 0.3 },
  s: { confidence: 0.1, moves: 0 },
  t: { confidence: 0.9, leaving: 0.1, moves: 0 },
  n: { denied: 1 },
  o: { confidence: 0.9, carried: 0.9, off: 0.8 },
  S: { confidence: 0.9, carried: 0.9, off: 0.1 },
  z: { confidence: 0.1, off: 0.1 }
}

function statesOf(drive: string, minConfidence = 0.5): string {
  const frames = [...drive].map((letter) => meanings[letter]!)
  const history: LaneHistory = {
    confidence: frames.map(({ confidence = 0 }) => confidence),
    carried: frames.map(({ carried = 0 }) => carried),
    moves: frames.map(({ moves = 1 }) => moves),
    leaving: frames.map(({ leaving = 1 }) => leaving),
    denied: frames.map(({ denied = 0 }) => denied),
    // A hint, no more, unless told otherwise.
    off: frames.map(({ off = 0.3 }) => off)
  }
  const times = frames.map((_, frame) => frame / RATE)
  return laneStates(history, times, minConfidence)
    .map((state) => letters[state])
    .join('')
}

const K = 'K'.repeat(10)
const k = 'k'.repeat(10)

describe('the state of the lane', () => {
  it.each<[string, string, string]>([
    ['is known throughout', K + K, k + k],
    ['is unknown from the start: a gap', 'ggggg' + K, '.....' + k],
    ['is lost where it was known for a second', 'g' + K + 'ggggg', '.' + k + 'lllll'],
    ['is not lost where it was known for less', 'g' + 'K'.repeat(9) + 'ggggg', '.' + 'k'.repeat(9) + '.....'],
    ['is lost where the drive begins with half a second of it', 'KKKKKggg', 'kkkkklll'],
    ['is not lost where the drive begins with less', 'KKKKggg', 'kkkk...'],
    ['is carried on as long as what is carried is certain enough', K + 'GGGggg', k + 'ccclll'],
    ['is carried on for a second at most', K + 'G'.repeat(14), k + 'c'.repeat(10) + 'llll'],
    ['is lost for five seconds at most', K + 'g'.repeat(60), k + 'l'.repeat(50) + '.'.repeat(10)],
    ['is found again', K + 'ggg' + K + 'gg', k + 'lll' + k + 'll'],
    ['stays lost after a glimpse of it', K + 'gggKKgggg', k + 'lllkkllll'],
    ['is not lost while the car stands', K + 'ssss', k + '....'],
    ['is lost once the car goes on without it', K + 'ssgg', k + '..ll'],
    ['is never lost where a person said that there is none', K + 'nnngggg', k + '.......'],
    ['nor soon after', K + 'nKKgg', k + '.kk..'],
    ['is not lost where the car keeps its place in it', 'x' + K + 'xxx', '.' + k + '...'],
    ['is lost where the car was leaving it a moment before', K + 'XKxxx', k + 'vvlll'],
    ['is not lost where that was longer ago', K + 'XKKKxxx', k + 'kkkk...'],
    ['is lost where the car is off it, however sure of it the rest may be', K + 'oooo', k + 'llll'],
    ['and as long as the car is off it', K + 'o'.repeat(60), k + 'l'.repeat(60)],
    ['is being left from where the car moves out of it on', K + 'mmmXXgggg', k + 'vvvvvllll'],
    ['is being left where the car keeps its place for a moment on the way', K + 'mmKKmXgggg', k + 'vvvvvvllll'],
    [
      'is being left for two seconds at most',
      K + 'm'.repeat(30) + 'gggg',
      k + 'k'.repeat(10) + 'v'.repeat(20) + 'llll'
    ],
    ['is lost where the car stops on its way out of it, as in a crash', K + 'XXXXtttt', k + 'vvvvllll'],
    ['is not lost where the car stops in it', K + 'XXXXKtttt', k + 'kkkkkkkkk'],
    ['is lost for five seconds then', K + 'XXXX' + 't'.repeat(60), k + 'vvvv' + 'l'.repeat(50) + '.'.repeat(10)],
    ['is known again once the car goes on', K + 'XXXXtttt' + K, k + 'vvvvllll' + k],
    ['is not being left where it is not lost then', K + 'mmmXX' + K, k + 'kkkkk' + k]
  ])('%s', (_, drive, states) => {
    expect(statesOf(drive)).toBe(states)
  })

  it('is unknown where the car moves to the side, as in a change of lanes, and the picture hints at no edge of the road', () => {
    const road = 'S'.repeat(12)
    expect(statesOf(road + 'z'.repeat(8))).toBe('k'.repeat(12) + '.'.repeat(8))
    expect(statesOf(road + 'z'.repeat(8) + 'S'.repeat(5))).toBe('k'.repeat(12) + '.'.repeat(8) + 'k'.repeat(5))
  })

  it('is lost where no other lane is found for a second then', () => {
    expect(statesOf('S'.repeat(12) + 'z'.repeat(12))).toBe('v'.repeat(12) + 'l'.repeat(12))
  })

  it('depends on what the rule asks for', () => {
    const drive = K + 'hhhh' + 'gg'
    expect(statesOf(drive, 0.5)).toBe(k + 'vvvv' + 'll')
    expect(statesOf(drive, 0.7)).toBe(k + 'cccc' + 'll')
    expect(statesOf(drive, 0.85)).toBe(k + 'llll' + 'll')
    expect(statesOf(drive, 0.95)).toBe('.'.repeat(16))
  })

  it('is known or unknown of runs that were measured before lanes were carried on', () => {
    const nothing = new Float32Array(0)
    const confidence = [...(K + 'ggg')].map((letter) => meanings[letter]!.confidence!)
    const history = { confidence, carried: nothing, moves: nothing, leaving: nothing, denied: nothing, off: nothing }
    const times = confidence.map((_, frame) => frame / RATE)
    expect(new Set(laneStates(history, times, 0.5))).toEqual(new Set(['known', 'unknown']))
  })
})
