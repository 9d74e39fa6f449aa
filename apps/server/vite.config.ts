import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The page: no inline script and no inline style, so that the server's content security policy can be `self`. */
export default defineConfig({
  root: 'web',
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
