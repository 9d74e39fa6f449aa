/**
 * A vitest reporter that writes what a run came to: how many tests passed, which failed, which were skipped and why.
 * The reason for a skip is the note of `context.skip(note)`, or stands in the title of the skipped test or of a suite
 * around it: "… (needs a browser)", "… (skipped: no browser)".
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'

export default class ResultsReporter {
  onInit(vitest) {
    this.root = vitest.config.root
  }

  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const inState = (state) => tests.filter((test) => test.result().state === state)
    const broken = modules.filter((module) => module.errors().length > 0)
    const results = {
      passed: inState('passed').length,
      failed: [
        ...inState('failed').map((test) => this.nameOf(test)),
        ...broken.map((module) => `${relative(this.root, module.moduleId)} (cannot be run)`),
      ],
      skipped: [...inState('skipped'), ...inState('pending')].map((test) => ({
        name: this.nameOf(test),
        reason: reasonOf(test),
      })),
    }
    const file = resolve(this.root, '.vitest/results.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  }

  nameOf(test) {
    return `${relative(this.root, test.module.moduleId)} > ${test.fullName}`
  }
}

function reasonOf(test) {
  const inTitle = test.fullName.match(/\((?:skipped: |(?=needs ))([^)]*)\)/)?.[1]
  return test.result().note ?? inTitle ?? 'no reason given'
}
