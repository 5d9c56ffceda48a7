/** The typed client of the contract, and the dispatcher on the other side of the transport. */
import { PlateauError } from '../errors.ts';
import {
  commands,
  isCommandName,
  type CommandArguments,
  type CommandHandlers,
  type CommandInput,
  type CommandName,
  type CommandOutput,
} from './commands.ts';
import { events, type EventName, type EventPayload } from './events.ts';
import { parseOrExplain } from './issues.ts';

/** The way to the host: a call in the same process, HTTP, or the bridge of a window. */
export interface Transport {
  readonly invoke: (name: string, payload: unknown) => Promise<unknown>;
  /** Calls `listener` with every event of that name until the returned function is called. */
  readonly subscribe?: (name: string, listener: (payload: unknown) => void) => () => void;
}

export interface Client {
  invoke<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Listens to an event of the host; the returned function ends it. */
  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

/** A client whose answers are parsed before anyone uses them. */
export function createClient(transport: Transport): Client {
  return {
    async invoke<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
      const answer = await transport.invoke(name, input);
      // A parse border: the table pairs the schema with the type.
      return parseOrExplain(commands[name].output, answer, `the answer to ${name}`) as CommandOutput<N>;
    },
    subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
      if (transport.subscribe === undefined) throw new Error('this way to the host carries no events');
      return transport.subscribe(name, (payload) => {
        // A parse border, as above.
        listener(parseOrExplain(events[name], payload, `the event ${name}`) as EventPayload<N>);
      });
    },
  };
}

/** Runs one command: refuses unknown names and inputs that do not fit, checks the answer too. */
export async function dispatch(handlers: CommandHandlers, name: string, payload: unknown): Promise<unknown> {
  if (!isCommandName(name))
    throw new PlateauError(`There is no command "${name}".`, 'Use a client of the same version as the host.');
  return run(handlers, name, payload);
}

async function run<N extends CommandName>(
  handlers: CommandHandlers,
  name: N,
  payload: unknown,
): Promise<CommandOutput<N>> {
  // A parse border: the table pairs the schema with the type.
  const input = parseOrExplain(commands[name].input, payload, name) as CommandArguments<N>;
  const handler: (input: CommandArguments<N>) => unknown = handlers[name];
  const answer = await handler(input);
  return parseOrExplain(commands[name].output, answer, `the answer to ${name}`) as CommandOutput<N>;
}
