/** The configuration of a search: its knobs (`searchKnobs.ts`), each and together as they make sense. */
import { refusals } from './refusals.ts';
import { searchKnobs } from './searchKnobs.ts';

export type { SearchConfig, SearchConfigInput } from './searchKnobs.ts';

export const searchConfigSchema = searchKnobs.superRefine((config, context) => {
  for (const { knob, message, remedy } of refusals(config))
    context.addIssue({ code: 'custom', path: [knob], message, params: { remedy } });
});
