import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Case } from '../case.ts'

const refused = /is a playlist, which holds no pictures and names other files; open one of those/

export default {
  about:
    'Playlists of HLS, ffmpeg and DASH, with one byte that no text has: they led to other files, or waited for ever.',
  async make(folder) {
    const write = (name: string, lines: string[]): Promise<void> =>
      writeFile(join(folder, name), `${lines.join('\n')}\n`)
    await write('hls.mp4', ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '# \x01', '#EXTINF:2,', 'road.mp4', '#EXT-X-ENDLIST'])
    await write('hls-live-ts.m3u8', ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '# \x01', '#EXTINF:2,', 'seg.ts'])
    await write('concat-rel.mp4', ['ffconcat version 1.0', '# \x01', 'file secret.mp4'])
    await write('dash.mp4', [
      '<?xml version="1.0"?>',
      '<!-- \x01 -->',
      '<MPD profiles="urn:mpeg:dash:profile:full:2011"/>'
    ])
  },
  expect: [
    { open: 'hls.mp4', refused },
    { open: 'hls-live-ts.m3u8', refused },
    { open: 'concat-rel.mp4', refused },
    { open: 'dash.mp4', refused }
  ]
} satisfies Case
