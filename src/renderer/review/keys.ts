import { tagKeys } from '../events/tagBook.svelte.ts'
import type { Binding } from '../shell/keyBinding.ts'
import { panels } from './panels.ts'
import type { Review } from './review.svelte.ts'

export const bindings: readonly Binding<Review>[] = [
  { keys: [' '], shown: ['Space'], label: 'Play or pause', group: 'Moving', run: (r) => r.player.toggle() },
  { keys: ['ArrowLeft'], shown: ['←'], label: 'One frame back', group: 'Moving', run: (r) => r.player.step(-1) },
  { keys: ['ArrowRight'], shown: ['→'], label: 'One frame on', group: 'Moving', run: (r) => r.player.step(1) },
  {
    keys: ['Shift+ArrowLeft'],
    shown: ['Shift', '←'],
    label: 'Ten frames back',
    group: 'Moving',
    run: (r) => r.player.step(-10)
  },
  {
    keys: ['Shift+ArrowRight'],
    shown: ['Shift', '→'],
    label: 'Ten frames on',
    group: 'Moving',
    run: (r) => r.player.step(10)
  },
  {
    keys: ['Home'],
    shown: ['Home'],
    label: 'First frame',
    group: 'Moving',
    run: (r) => r.player.step(-r.curves.count)
  },
  { keys: ['End'], shown: ['End'], label: 'Last frame', group: 'Moving', run: (r) => r.player.step(r.curves.count) },
  { keys: ['w'], shown: ['W'], label: 'Worst frame of the drive', group: 'Events', run: (r) => r.here.goToWorst() },
  {
    keys: ['n'],
    shown: ['N'],
    label: 'Next event of the list',
    group: 'Events',
    run: (r) => r.here.goToNeighbour(1)
  },
  {
    keys: ['p'],
    shown: ['P'],
    label: 'Previous event of the list',
    group: 'Events',
    run: (r) => r.here.goToNeighbour(-1)
  },
  {
    keys: ['c'],
    shown: ['C'],
    label: 'Confirm the event here, or all that are selected',
    group: 'Events',
    run: (r) => r.here.judge('confirmed')
  },
  {
    keys: ['d'],
    shown: ['D'],
    label: 'Dismiss it',
    group: 'Events',
    run: (r) => r.here.judge('dismissed')
  },
  { keys: ['u'], shown: ['U'], label: 'Leave it undecided', group: 'Events', run: (r) => r.here.judge('unsure') },
  {
    keys: [...tagKeys],
    shown: ['1', '…', '9'],
    label: 'Give it a tag of yours, or take it away',
    group: 'Events',
    run: (r, key) => r.here.tagBy(key)
  },
  {
    keys: ['Ctrl+z'],
    shown: ['Ctrl', 'Z'],
    label: 'Undo what you did last to this drive',
    group: 'Events',
    run: (r) => void r.here.takeStep('undo')
  },
  {
    keys: ['Ctrl+Shift+z', 'Ctrl+y'],
    shown: ['Ctrl', 'Y'],
    label: 'Redo it',
    group: 'Events',
    run: (r) => void r.here.takeStep('redo')
  },
  { keys: ['m'], shown: ['M'], label: 'Note on the event here', group: 'Events', run: (r) => r.here.takeNote() },
  {
    keys: ['a'],
    shown: ['A'],
    label: 'Add an event at the marked frames, or here',
    group: 'Events',
    run: (r) => void r.here.add()
  },
  {
    keys: ['i'],
    shown: ['I'],
    label: 'What if the cause of the event were not there?',
    group: 'Events',
    run: (r) => r.prove()
  },
  {
    keys: [','],
    shown: [','],
    label: 'The event begins at this frame',
    group: 'Events',
    run: (r) => r.here.trim('first')
  },
  {
    keys: ['.'],
    shown: ['.'],
    label: 'The event ends at this frame',
    group: 'Events',
    run: (r) => r.here.trim('last')
  },
  {
    keys: ['x'],
    shown: ['X'],
    label: 'Split the event before this frame',
    group: 'Events',
    run: (r) => r.here.split()
  },
  { keys: ['j'], shown: ['J'], label: 'Join the event with the next', group: 'Events', run: (r) => r.here.joinNext() },
  {
    keys: ['o'],
    shown: ['O'],
    label: 'Map on or off',
    group: 'Picture',
    run: (r) => (r.overlay.on = !r.overlay.on)
  },
  {
    keys: ['l'],
    shown: ['L'],
    label: 'Lane on or off',
    group: 'Picture',
    run: (r) => (r.overlay.lanes = !r.overlay.lanes)
  },
  { keys: ['['], shown: ['['], label: 'Map fainter', group: 'Picture', run: (r) => r.overlay.changeOpacity(-0.1) },
  { keys: [']'], shown: [']'], label: 'Map stronger', group: 'Picture', run: (r) => r.overlay.changeOpacity(0.1) },
  { keys: ['t'], shown: ['T'], label: 'Other colours', group: 'Picture', run: (r) => r.overlay.nextTable() },
  {
    keys: ['s'],
    shown: ['S'],
    label: 'Scale per drive or per frame',
    group: 'Picture',
    run: (r) => (r.overlay.scale = r.overlay.scale === 'drive' ? 'frame' : 'drive')
  },
  ...panels.map(({ key, label, of }): Binding<Review> => ({
    keys: [key],
    shown: [key.toUpperCase()],
    label,
    group: 'Picture',
    run: (r) => {
      const panel = of(r)
      panel.open = !panel.open
    }
  })),
  { keys: ['e'], shown: ['E'], label: 'Draw the lane of this frame', group: 'Picture', run: (r) => r.drawLane() }
]
