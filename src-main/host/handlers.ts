/** The host's side of the contract: one handler a command. */
import type { CommandHandlers } from '../../src-shared/contract/commands.ts';
import { archiveHandlers } from './handlers/archiveHandlers.ts';
import { datasetHandlers } from './handlers/datasetHandlers.ts';
import { exportHandlers } from './handlers/exportHandlers.ts';
import { hostHandlers } from './handlers/hostHandlers.ts';
import type { HandlerParts } from './handlers/parts.ts';
import { creatingHandlers, readingHandlers, steeringHandlers } from './handlers/runHandlers.ts';
import { seriesHandlers } from './handlers/seriesHandlers.ts';

export function createHandlers(parts: HandlerParts): CommandHandlers {
  return {
    ...hostHandlers(parts),
    ...readingHandlers(parts),
    ...creatingHandlers(parts),
    ...steeringHandlers(parts),
    ...archiveHandlers(parts),
    ...seriesHandlers(parts),
    ...datasetHandlers(parts),
    ...exportHandlers(parts),
  };
}
