import type { IconName } from '../design/icons.ts'

/** Opens and closes what stands beside the stage. */
export interface PanelButton {
  name: string
  icon: IconName
  title: string
  panel: { open: boolean }
}
