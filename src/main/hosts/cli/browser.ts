import { spawn } from 'node:child_process'

/** Opens an address in the person's browser where there is a display; says whether it tried. */
export function openBrowser(address: string): boolean {
  const { platform, env } = process
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return false
  const [program, ...before] =
    platform === 'darwin' ? ['open'] : platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open']
  const child = spawn(program, [...before, address], { detached: true, stdio: 'ignore' })
  // Without such a program the address on the screen is the way in.
  child.on('error', () => undefined)
  child.unref()
  return true
}
