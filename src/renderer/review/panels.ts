import type { PanelButton } from '../stage/panelButton.ts'
import type { Review } from './review.svelte.ts'

/** A panel of the review, which a key opens and closes. */
interface Panel {
  /** A small letter. */
  key: string
  /** What it is for, as it stands on the sheet of keys. */
  label: string
  /** Its button above the picture; null where it is opened from elsewhere. */
  button: Omit<PanelButton, 'panel'> | null
  /** What says whether it is open. */
  of(review: Review): { open: boolean }
}

export const panels: readonly Panel[] = [
  {
    key: 'h',
    label: 'What if a region were not there? Drag over it',
    button: {
      name: 'Hide…',
      icon: 'eraser',
      title: 'What if this were not there? Drag over a region of the picture (H)'
    },
    of: (review) => review.region
  },
  {
    key: 'v',
    label: 'What the layers give',
    button: { name: 'Layers', icon: 'layers', title: 'What each layer gives for this frame (V)' },
    of: (review) => review.layers
  },
  {
    key: 'k',
    label: 'Where the lanes come from',
    button: { name: 'Lanes', icon: 'lane', title: 'Where the lanes come from, and which source holds where (K)' },
    of: (review) => review.laneDesk
  },
  {
    key: 'g',
    label: 'Move the signals against the pictures',
    button: null,
    of: (review) => review.offset
  }
]
