import { contextBridge, ipcRenderer, webUtils } from 'electron'

/** The whole of what the page may ask of the desktop; the page's type for it is `Host` in the renderer. */
contextBridge.exposeInMainWorld('lanegazeHost', {
  kind: 'desktop',
  openDialog: (what: 'drive' | 'model') => ipcRenderer.invoke('lanegaze:open-dialog', what),
  reveal: (path: string) => ipcRenderer.invoke('lanegaze:reveal', path),
  pathOf: (file: File) => webUtils.getPathForFile(file)
})
