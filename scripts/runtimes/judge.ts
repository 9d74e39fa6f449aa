/**
 * Portable cases: plain functions that throw where something is wrong, so that they run in anything that runs
 * JavaScript. This file is part of what is run there: it imports nothing.
 */

/** One case; `name` is unique in its package. */
export type PortableCase = { readonly name: string; run(): void | Promise<void> }

/** What `packages/NAME/test/portable.ts` exports. */
export type PortableModule = {
  readonly cases: readonly PortableCase[]
  /**
   * By runtime (`node-20`, `workerd-2026-08-04`), kind of runtime (`node`, `bun`, `deno`, `workerd`, `chromium`) or what
   * is taken away from it (`jitless`, `nosimd`, `csp`): names of the cases that it must refuse, since it lacks something.
   */
  readonly unsupported?: Readonly<Record<string, readonly string[]>>
}

export type Verdict =
  | { readonly name: string; readonly verdict: 'passed' | 'refused' }
  | { readonly name: string; readonly verdict: 'failed'; readonly reason: string }

/** Runs all cases of a package, one after another. */
export async function judgeAll(portable: PortableModule, runtime: string): Promise<Verdict[]> {
  const refusals = refusedBy(portable, runtime)
  const verdicts: Verdict[] = []
  for (const one of portable.cases) verdicts.push(await judge(one, refusals.includes(one.name)))
  return verdicts
}

/** Names of the cases that a runtime must refuse. */
export function refusedBy({ unsupported = {} }: PortableModule, runtime: string): readonly string[] {
  const parts = runtime.split('-')
  return [runtime, parts[0]!, parts.at(-1)!].flatMap((name) => unsupported[name] ?? [])
}

/** Runs one case. A case that must be refused has to end with an error whose code begins with `unsupported`. */
export async function judge({ name, run }: PortableCase, mustBeRefused: boolean): Promise<Verdict> {
  try {
    await run()
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code
    if (mustBeRefused && String(code).startsWith('unsupported')) return { name, verdict: 'refused' }
    return { name, verdict: 'failed', reason: String(error) }
  }
  if (!mustBeRefused) return { name, verdict: 'passed' }
  return { name, verdict: 'failed', reason: 'listed as unsupported, but this runtime can do it' }
}
