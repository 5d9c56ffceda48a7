/** `plateau doctor`: looks at all that a run needs, and says what to do about what is missing. */
import path from 'node:path';
import { examineDisk, examineMemory, examineProcessor } from './doctorSystem.ts';
import { examineDatasets, examineElectron, examineNode, examinePackages } from './doctorSoftware.ts';
import { examineTensorFlow } from './doctorTensorFlow.ts';
import { flaw, type Finding } from './doctorFinding.ts';

export type { Finding } from './doctorFinding.ts';

const ROOT = path.join(import.meta.dirname, '../..');

type Examination = (home: string) => Finding | Finding[] | Promise<Finding | Finding[]>;

/** In the order in which they are shown. */
const EXAMINATIONS: Readonly<Record<string, Examination>> = {
  Node: () => examineNode(),
  'npm packages': () => examinePackages(ROOT),
  TensorFlow: examineTensorFlow,
  Processor: examineProcessor,
  Memory: examineMemory,
  Disk: examineDisk,
  'Data sets': examineDatasets,
  'Desktop shell': () => examineElectron(ROOT),
};

/** Examines the installation around `home`; an examination that fails is itself a finding. */
export async function examine(home: string): Promise<Finding[]> {
  const findings = Object.entries(EXAMINATIONS).map(async ([topic, look]) => {
    try {
      return await look(home);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return flaw('warning', topic, `could not be examined: ${reason}`, 'The rest of this list still holds.');
    }
  });
  return (await Promise.all(findings)).flat();
}
