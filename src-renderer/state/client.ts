/** The one client of the page. */
import { createClient } from '../../src-shared/contract/client.ts';
import { openTransport } from './transport.ts';

const transport = openTransport();

export const client = createClient(transport);
export const onConnection = transport.onConnection;
