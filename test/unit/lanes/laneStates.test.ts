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
  h: { confidence: 0.6, carried: 0.8, leaving: 0.8 },
  g: { confidence: 0.1 },
  G: { confidence: 0.1, carried: 0.7 },
  X: { confidence: 0.9, leaving: 0.9 },
  m: { confidence: 0.9, leaving: 0.3 },
  s: { confidence: 0.1, moves: 0 },
  t: { confidence: 0.9, leaving: 0.1, moves: 0 },
  n: { denied: 1 },
  o: { confidence: 0.9, carried: 0.9, off: 0.8, leaving: 1 },
  q: { confidence: 0.9, leaving: 0.9, off: 0.05 },
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
    // Where no region is sure enough nobody can tell.
    leaving: frames.map(({ leaving = 0 }) => leaving),
    denied: frames.map(({ denied = 0 }) => denied),
    // A little of a hint, unless told otherwise.
    off: frames.map(({ off = 0.2 }) => off)
  }
  const times = frames.map((_, frame) => frame / RATE)
  return laneStates(history, times, minConfidence)
    .map((state) => letters[state])
    .join('')
}

/** A second in the lane; the same with the car on its way out of it in the end, which began half a second before; a gap of a second. */
const [K, k] = ['K'.repeat(10), 'k'.repeat(10)]
const [L, v] = ['K'.repeat(8) + 'XX', 'kkk' + 'v'.repeat(7)]
const kv = 'kkkkkvvvvv'
const z = 'z'.repeat(20)
const [g, l, gap] = ['g'.repeat(10), 'l'.repeat(10), '.'.repeat(10)]

describe('the state of the lane', () => {
  it.each<[string, string, string]>([
    ['is known throughout', K + K, k + k],
    ['is unknown from the start: a gap', g + K, gap + k],
    ['is lost where it was known for a second', 'g' + L + g, '.' + v + l],
    ['and where it flickered before', 'KKKgKKKgKKXX' + g, 'kkk.kvvvvvvv' + l],
    ['is not lost where it was known for less', 'ggggg' + 'K'.repeat(7) + 'XX' + g, '.....' + k.slice(1) + gap],
    ['is lost where the drive begins with half a second of it', 'KKKXX' + g, 'vvvvv' + l],
    ['is not lost where the drive begins with less', 'KKXX' + g, 'kkkk' + gap],
    ['is carried on as long as what is carried is certain enough', L + 'GGG' + g, v + 'ccc' + l],
    ['is carried on for a second at most', L + 'G'.repeat(14), v + 'c'.repeat(10) + 'llll'],
    ['is lost for five seconds at most', L + 'g'.repeat(60), v + 'l'.repeat(50) + gap],
    ['is found again', L + g + L + g, v + l + v + l],
    ['stays lost after a glimpse of it', L + g + 'KKgggg', v + l + 'kkllll'],
    ['is not lost where it is back within a second', L + 'ggggggggg' + K, k + '.........' + k],
    ['is lost where the drive ends without it', L + g, v + l],
    ['is not lost while the car stands', L + 's'.repeat(11), k + '.' + gap],
    ['is lost once the car goes on without it', L + 'ss' + g, k + '..' + l],
    ['is never lost where a person said that there is none', L + 'nn' + g, k + '..' + gap],
    ['nor soon after', L + 'nXX' + g, k + '.kk' + gap],
    ['nor being left before that', 'K'.repeat(6) + 'XXnn' + L + g, 'k'.repeat(8) + '..' + v + l],
    ['is not lost where the car keeps its place in it', K + g, k + gap],
    ['is lost where the car was leaving it a moment before', K + 'XK' + g, kv + 'vv' + l],
    ['is not lost where that was longer ago', K + 'XKKK' + g, k + 'kkkk' + gap],
    ['is lost sooner where the picture hints at the edge of the road', L + 'ZZZZZ' + K, v + 'lllll' + k],
    ['is not lost where it is back within half a second', L + 'ZZZZ' + K, k + '....' + k],
    ['is not lost where nothing hints at it, as in a change of lanes', K.replaceAll('K', 'q') + z, k + gap + gap],
    [
      'is lost where the car leaves it for what is no road, however sure of it the rest may be',
      K + 'oooooo',
      k + 'llllll'
    ],
    ['and as long as the car is off it', K + 'o'.repeat(60), k + 'l'.repeat(60)],
    ['is not lost where the car seems off it, and never moved out of it', K + 'O'.repeat(20), k + k + k],
    ['is being left from where the car moves out of it on', K + 'mmmXX' + g, kv + 'vvvvv' + l],
    ['is being left where the car keeps its place for a moment on the way', K + 'mmKKmX' + g, kv + 'vvvvvv' + l],
    ['is being left for two seconds at most', K + 'm'.repeat(29) + 'X' + g, k + k + 'v'.repeat(20) + l],
    ['is lost where the car stops on its way out of it, as in a crash', K + 'XXXXtttttt', kv + 'vvvvllllll'],
    ['and where it moves less in its last moment', K + 'XXXmmtttttt', kv + 'vvvvvllllll'],
    ['is not lost where the car stops while it sways', K + 'mmmmtttttt', k + 'kkkkkkkkkk'],
    ['is not lost where the car stops in it', K + 'XXXXKtttttt', k + 'kkkkkkkkkkk'],
    ['is not lost where it stands for a moment', K + 'XXXXtXXXX', k + 'kkkkkkkkk'],
    ['is lost for five seconds then', K + 'XXXX' + 't'.repeat(60), kv + 'vvvv' + 'l'.repeat(50) + k],
    ['is known again once the car goes on', K + 'XXXXtttttt' + K, kv + 'vvvvllllll' + k],
    ['is not being left where it is not lost then', K + 'mmmXX' + K, k + 'kkkkk' + k]
  ])('%s', (_, drive, states) => {
    expect(statesOf(drive)).toBe(states)
  })

  it('depends on what the rule asks for', () => {
    const drive = L + 'hhhh' + g
    expect(statesOf(drive, 0.5)).toBe('kkk' + 'v'.repeat(11) + l)
    expect(statesOf(drive, 0.7)).toBe(v + 'cccc' + l)
    expect(statesOf(drive, 0.85)).toBe(v + 'llll' + l)
    expect(statesOf(drive, 0.95)).toBe('.'.repeat(24))
  })

  it.each([1, 3, 30, 120])('is not lost where the car stops in it, at %i frames a second', (rate) => {
    const [sure, moves] = [0.9, (frame: number): number => Number(frame < 10 * rate)]
    const of = (value: (frame: number) => number): number[] => Array.from({ length: 20 * rate }, (_, i) => value(i))
    const [one, none] = [of(() => sure), of(() => 0)]
    const history = { confidence: one, carried: one, moves: of(moves), leaving: none, denied: none, off: none }
    const times = of((frame) => frame / rate)
    expect(new Set(laneStates(history, times, 0.5))).toEqual(new Set(['known']))
  })

  it('is known or unknown of runs that were measured before lanes were carried on', () => {
    const nothing = new Float32Array(0)
    const confidence = [...(K + 'ggg')].map((letter) => meanings[letter]!.confidence!)
    const history = { confidence, carried: nothing, moves: nothing, leaving: nothing, denied: nothing, off: nothing }
    const times = confidence.map((_, frame) => frame / RATE)
    expect(new Set(laneStates(history, times, 0.5))).toEqual(new Set(['known', 'unknown']))
  })
})
