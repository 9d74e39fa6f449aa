/**
 * Paired timing: two sides run in turns in short batches of one process, so that a busy moment of the machine hits
 * both. The figure is the median of the ratios of neighbouring batches; the spread is their middle half.
 */

/** Speed of `ours` as a multiple of that of `anchor`; both may be asynchronous. */
export async function paired(ours, anchor, { milliseconds = 2000, batch = 10 } = {}) {
  for (const side of [ours, anchor]) await forMilliseconds(side, 250)
  const sizes = [await batchSize(ours, batch), await batchSize(anchor, batch)]
  const ratios = []
  const begun = performance.now()
  for (let round = 0; ratios.length < 15 || performance.now() - begun < milliseconds; round++) {
    const times = []
    for (const side of round % 2 ? [0, 1] : [1, 0]) {
      times[side] = await timeOf([ours, anchor][side], sizes[side])
    }
    ratios.push(times[1] / times[0])
  }
  ratios.sort((a, b) => a - b)
  const at = (share) => ratios[Math.floor(share * (ratios.length - 1))]
  return { ratio: at(0.5), low: at(0.25), high: at(0.75), rounds: ratios.length }
}

/** A row of a Markdown table. */
export function row(what, anchor, { ratio, low, high, rounds }, bar) {
  const missed = bar !== undefined && ratio < bar ? ' (missed)' : ''
  const figure = `${ratio.toFixed(2)} × [${low.toFixed(2)} … ${high.toFixed(2)}]`
  return `| ${what} | ${anchor} | ${figure} | ${bar ?? ''}${missed} | ${rounds} |`
}

export const head = '| what | anchor | ratio [middle half] | bar | rounds |\n| --- | --- | --- | --- | --- |'

/** Mean time of one call, in milliseconds. */
async function timeOf(side, times) {
  const begun = performance.now()
  for (let at = 0; at < times; at++) {
    const result = side()
    if (result instanceof Promise) await result
  }
  return (performance.now() - begun) / times
}

async function batchSize(side, milliseconds) {
  for (let times = 1; ; times *= 2) {
    const each = await timeOf(side, times)
    if (each * times > milliseconds / 2) return Math.max(1, Math.round(milliseconds / each))
  }
}

async function forMilliseconds(side, milliseconds) {
  const begun = performance.now()
  while (performance.now() - begun < milliseconds) await side()
}
