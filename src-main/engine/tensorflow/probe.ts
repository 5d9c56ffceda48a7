/**
 * Loads TensorFlow in a process of its own and prints what it is as one JSON line; run by `plateau
 * doctor`, which reads the library's own log from standard error besides.
 */
import { openBinding, tensorFlowInfo } from './binding.ts';

openBinding();
process.stdout.write(JSON.stringify(tensorFlowInfo()) + '\n');
