import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import LandingPage from './LandingPage.vue'
import StepTable from './StepTable.vue'
import StrategyTables from './StrategyTables.vue'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('LandingPage', LandingPage)
    app.component('StepTable', StepTable)
    app.component('StrategyTables', StrategyTables)
  },
} satisfies Theme
