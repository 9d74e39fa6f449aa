import { portableTests } from '../../../scripts/runtimes/portable-tests.ts'
import * as portable from './portable.ts'

portableTests(portable)
