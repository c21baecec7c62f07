import { Menu, type MenuItemConstructorOptions } from 'electron'

/** The menu. What it does beyond the system's own roles is handed in. */
export function setMenu(open: (what: 'drive' | 'model') => void): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open a drive…', accelerator: 'CmdOrCtrl+O', click: () => open('drive') },
        { label: 'Open a model…', accelerator: 'CmdOrCtrl+Shift+O', click: () => open('model') },
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' }
      ]
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }, { role: 'togglefullscreen' }]
    },
    { role: 'windowMenu' }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
