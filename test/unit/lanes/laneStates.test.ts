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
  K: { confidence: 0.9, carried: 0.9, leaving: 0.1, off: 0.05 },
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
  O: { confidence: 0.9, carried: 0.9, off: 0.8, leaving: 0.1 },
  z: { confidence: 0.1, off: 0.05 },
  Z: { confidence: 0.1, off: 0.4 }
}

function statesOf(drive: string, minConfidence = 0.5): string {
  const frames = [...drive].map((letter) => meanings[letter]!)
  const history: LaneHistory = {
    confidence: frames.map(({ confidence = 0 }) => confidence),
    carried: frames.map(({ carried = 0 }) => carried),
    moves: frames.map(({ moves = 1 }) => moves),
    leaving: frames.map(({ leaving = 1 }) => leaving),
    denied: frames.map(({ denied = 0 }) => denied),
    // A little of a hint, unless told otherwise.
    off: frames.map(({ off = 0.2 }) => off)
  }
  const times = frames.map((_, frame) => frame / RATE)
  return laneStates(history, times, minConfidence)
    .map((state) => letters[state])
    .join('')
}

const [K, k] = ['K'.repeat(10), 'k'.repeat(10)]
const [g, l] = ['g'.repeat(11), 'l'.repeat(11)]

describe('the state of the lane', () => {
  it.each<[string, string, string]>([
    ['is known throughout', K + K, k + k],
    ['is unknown from the start: a gap', g + K, '.'.repeat(11) + k],
    ['is lost where it was known for a second', 'g' + K + g, '.' + k + l],
    ['and where it flickered before', 'KKKgKKKgKKKK' + g, 'kkk.kkk.kkkk' + l],
    ['is not lost where it was known for less', 'ggggg' + 'K'.repeat(9) + g, '.....' + 'k'.repeat(9) + '.'.repeat(11)],
    ['is lost where the drive begins with half a second of it', 'KKKKK' + g, 'kkkkk' + l],
    ['is not lost where the drive begins with less', 'KKKK' + g, 'kkkk' + '.'.repeat(11)],
    ['is carried on as long as what is carried is certain enough', K + 'GGG' + g, k + 'ccc' + l],
    ['is carried on for a second at most', K + 'G'.repeat(14), k + 'c'.repeat(10) + 'llll'],
    ['is lost for five seconds at most', K + 'g'.repeat(60), k + 'l'.repeat(50) + '.'.repeat(10)],
    ['is found again', K + g + K + g, k + l + k + l],
    ['stays lost after a glimpse of it', K + g + 'KKgggg', k + l + 'kkllll'],
    ['is not lost where it is back within a second', K + 'ggggggggg' + K, k + '.........' + k],
    ['is not lost while the car stands', K + 's'.repeat(11), k + '.'.repeat(11)],
    ['is lost once the car goes on without it', K + 'ss' + g, k + '..' + l],
    ['is never lost where a person said that there is none', K + 'nn' + g, k + '..' + '.'.repeat(11)],
    ['nor soon after', K + 'nKK' + g, k + '.kk' + '.'.repeat(11)],
    ['is not lost where the car keeps its place in it', 'x' + K + 'x'.repeat(11), '.' + k + '.'.repeat(11)],
    ['is lost where the car was leaving it a moment before', K + 'XK' + 'x'.repeat(11), k + 'vv' + l],
    ['is not lost where that was longer ago', K + 'XKKK' + 'x'.repeat(11), k + 'kkkk' + '.'.repeat(11)],
    ['is lost sooner where the picture hints at the edge of the road', K + 'ZZZZZ' + K, k + 'lllll' + k],
    ['is not lost where it is back within half a second', K + 'ZZZZ' + K, k + '....' + k],
    ['is not lost where nothing hints at it, as in a change of lanes', K + 'z'.repeat(20), k + '.'.repeat(20)],
    [
      'is lost where the car leaves it for what is no road, however sure of it the rest may be',
      K + 'oooooo',
      k + 'llllll'
    ],
    ['and as long as the car is off it', K + 'o'.repeat(60), k + 'l'.repeat(60)],
    ['is not lost where the car seems off it, and never moved out of it', K + 'O'.repeat(20), k + 'k'.repeat(20)],
    ['is being left from where the car moves out of it on', K + 'mmmXX' + g, k + 'vvvvv' + l],
    ['is being left where the car keeps its place for a moment on the way', K + 'mmKKmX' + g, k + 'vvvvvv' + l],
    ['is being left for two seconds at most', K + 'm'.repeat(30) + g, k + 'k'.repeat(10) + 'v'.repeat(20) + l],
    ['is lost where the car stops on its way out of it, as in a crash', K + 'XXXXtttt', k + 'vvvvllll'],
    ['is not lost where the car stops in it', K + 'XXXXKtttt', k + 'kkkkkkkkk'],
    ['is lost for five seconds then', K + 'XXXX' + 't'.repeat(60), k + 'vvvv' + 'l'.repeat(50) + '.'.repeat(10)],
    ['is known again once the car goes on', K + 'XXXXtttt' + K, k + 'vvvvllll' + k],
    ['is not being left where it is not lost then', K + 'mmmXX' + K, k + 'kkkkk' + k]
  ])('%s', (_, drive, states) => {
    expect(statesOf(drive)).toBe(states)
  })

  it('depends on what the rule asks for', () => {
    const drive = K + 'hhhh' + g
    expect(statesOf(drive, 0.5)).toBe(k + 'vvvv' + l)
    expect(statesOf(drive, 0.7)).toBe(k + 'cccc' + l)
    expect(statesOf(drive, 0.85)).toBe(k + 'llll' + l)
    expect(statesOf(drive, 0.95)).toBe('.'.repeat(25))
  })

  it('is known or unknown of runs that were measured before lanes were carried on', () => {
    const nothing = new Float32Array(0)
    const confidence = [...(K + 'ggg')].map((letter) => meanings[letter]!.confidence!)
    const history = { confidence, carried: nothing, moves: nothing, leaving: nothing, denied: nothing, off: nothing }
    const times = confidence.map((_, frame) => frame / RATE)
    expect(new Set(laneStates(history, times, 0.5))).toEqual(new Set(['known', 'unknown']))
  })
})
