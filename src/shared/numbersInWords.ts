/** Seconds as '0:07.4' or '1:02:03.0'. */
export function clock(seconds: number, digits = 1): string {
  const step = 10 ** digits
  const total = Math.round(seconds * step) / step
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor(total / 60) % 60
  const rest = (total % 60).toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** 0.714 as '71 %'; what is there, however little, is never '0 %'. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1 %'
  return `${Math.round(share * 100)} %`
}
