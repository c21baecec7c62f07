import type { Binding } from '../shell/keyBinding.ts'
import type { Comparison } from './comparison.svelte.ts'

export const bindings: readonly Binding<Comparison>[] = [
  { keys: [' '], shown: ['Space'], label: 'Play or pause', group: 'Moving', run: (c) => c.player.toggle() },
  { keys: ['ArrowLeft'], shown: ['←'], label: 'One frame back', group: 'Moving', run: (c) => c.player.step(-1) },
  { keys: ['ArrowRight'], shown: ['→'], label: 'One frame on', group: 'Moving', run: (c) => c.player.step(1) },
  {
    keys: ['Shift+ArrowLeft'],
    shown: ['Shift', '←'],
    label: 'Ten frames back',
    group: 'Moving',
    run: (c) => c.player.step(-10)
  },
  {
    keys: ['Shift+ArrowRight'],
    shown: ['Shift', '→'],
    label: 'Ten frames on',
    group: 'Moving',
    run: (c) => c.player.step(10)
  },
  { keys: ['Home'], shown: ['Home'], label: 'First frame', group: 'Moving', run: (c) => c.player.step(-c.count) },
  { keys: ['End'], shown: ['End'], label: 'Last frame', group: 'Moving', run: (c) => c.player.step(c.count) },
  { keys: ['n'], shown: ['N'], label: 'Next place in the list', group: 'Moving', run: (c) => c.goToNeighbour(1) },
  { keys: ['p'], shown: ['P'], label: 'Previous place in the list', group: 'Moving', run: (c) => c.goToNeighbour(-1) },
  { keys: ['o'], shown: ['O'], label: 'Maps on or off', group: 'Picture', run: (c) => (c.overlay.on = !c.overlay.on) },
  {
    keys: ['l'],
    shown: ['L'],
    label: 'Lane on or off',
    group: 'Picture',
    run: (c) => (c.overlay.lanes = !c.overlay.lanes)
  },
  {
    keys: ['d'],
    shown: ['D'],
    label: 'Difference of the maps on or off',
    group: 'Picture',
    run: (c) => (c.showDifference = !c.showDifference)
  },
  { keys: ['['], shown: ['['], label: 'Maps fainter', group: 'Picture', run: (c) => c.overlay.changeOpacity(-0.1) },
  { keys: [']'], shown: [']'], label: 'Maps stronger', group: 'Picture', run: (c) => c.overlay.changeOpacity(0.1) },
  { keys: ['t'], shown: ['T'], label: 'Other colours', group: 'Picture', run: (c) => c.overlay.nextTable() },
  {
    keys: ['s'],
    shown: ['S'],
    label: 'Scale per drive or per frame',
    group: 'Picture',
    run: (c) => (c.overlay.scale = c.overlay.scale === 'drive' ? 'frame' : 'drive')
  }
]
