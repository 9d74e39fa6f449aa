import { readFileSync } from 'node:fs'
import { type DefaultTheme, defineConfig } from 'vitepress'

type Page = { readonly text: string; readonly link: string }

const reference = JSON.parse(
  readFileSync(new URL('../api/typedoc-sidebar.json', import.meta.url), 'utf8'),
) as readonly Page[]

const guides: DefaultTheme.SidebarItem[] = [
  { text: 'Run the reference server', link: '/guide/reference-server' },
  { text: 'Build your own from parts', link: '/guide/build-your-own' },
  { text: 'User verification', link: '/guide/user-verification' },
  { text: 'Ceremonies under way', link: '/guide/ceremony-state' },
  { text: 'Errors and the ledger', link: '/guide/errors-and-ledger' },
  { text: 'Judge attestation', link: '/guide/attestation' },
  { text: 'Faults on demand', link: '/guide/faults' },
]

export default defineConfig({
  lang: 'en',
  title: 'Latchkey',
  titleTemplate: ':title · Latchkey',
  description:
    'WebAuthn relying parties in TypeScript: small packages, a reference server, every step accounted for.',
  srcExclude: ['.examples*/**'],
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/mark.svg' }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    logo: { src: '/mark.svg', alt: '' },
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Guides', link: '/guide/build-your-own', activeMatch: '^/guide/' },
      { text: 'API reference', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: {
      '/guide/': [{ text: 'Guides', items: guides }],
      '/api/': [
        {
          text: 'API reference',
          link: '/api/',
          items: reference.map(({ text, link }) => ({
            text: text.replace('@latchkey/', ''),
            link: link.replace(/\.md$/, ''),
          })),
        },
      ],
    },
    footer: { message: 'MIT licence. This site sends no request to anybody else.' },
  },
})
