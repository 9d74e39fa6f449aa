import { type ShallowRef, shallowRef } from 'vue'
import { type Message, messageFor } from './sentences.ts'

/** What the person can do about it, as a button beside the sentence. */
export type NoticeAction = { readonly label: string; run(): void }

export type Notice = Message & { readonly action?: NoticeAction | undefined }

export interface NoticeBoard {
  readonly current: Readonly<ShallowRef<Notice | undefined>>
  say(message: Message, action?: NoticeAction): void
  /** Says what went wrong; nothing where another ceremony has taken over. */
  explain(error: unknown, action?: NoticeAction): void
  clear(): void
}

/** The one sentence that the page says at a time. */
export function useNotice(): NoticeBoard {
  const current = shallowRef<Notice>()
  const say = (message: Message, action?: NoticeAction) => {
    current.value = { ...message, action }
  }
  return {
    current,
    say,
    explain(error, action) {
      const message = messageFor(error)
      if (message) say(message, action)
    },
    clear() {
      current.value = undefined
    },
  }
}
