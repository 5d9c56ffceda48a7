/** Replays the golden cases of stop rules (DARTS-ES, DARTS+) and of recorded spectra. */
import { z } from 'zod';
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import { OPERATION_NAMES_HERE } from '../../../src-shared/space/spaces.ts';
