import type { Passkey } from './api.ts'

/** A moment as a reader and as a machine takes it. */
type Moment = { readonly text: string; readonly iso: string }

/** When a passkey was made: the day. */
export function created(passkey: Passkey): Moment {
  return { text: `Created ${day(new Date(passkey.createdAt))}`, iso: passkey.createdAt }
}

/** When it was last used: as near as one wants to know it. */
export function lastUsed(passkey: Passkey, now: Date): Moment | undefined {
  if (!passkey.lastUsedAt) return undefined
  const at = new Date(passkey.lastUsedAt)
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  return { text: `Last used ${ago(at, now, minutes)}`, iso: passkey.lastUsedAt }
}

/** Where it lives. */
export function place(passkey: Passkey): 'Synced' | 'On this device only' {
  return passkey.backedUp ? 'Synced' : 'On this device only'
}

function ago(at: Date, now: Date, minutes: number): string {
  if (minutes < 2) return 'just now'
  if (minutes < 60) return `${minutes} minutes ago`
  if (at.toDateString() === now.toDateString()) return 'today'
  return day(at)
}

function day(date: Date): string {
  return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' }).format(date)
}
