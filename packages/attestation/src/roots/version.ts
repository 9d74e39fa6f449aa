/** The day as of which the roots are known, as in `2026-11-27`. */
export const rootsVersion: string = '2026-11-27'
