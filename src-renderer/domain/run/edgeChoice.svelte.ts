/** Which edge the inspector shows: the one under the pointer, else the pinned one, which the page's address keeps. */
import { CELL_TYPES, EDGES, type CellType } from '../../../src-shared/space/spaces.ts';
import { route } from '../../state/route.svelte.ts';

export interface EdgeOfCell {
  readonly cell: CellType;
  readonly edge: number;
}

export interface EdgeChoice {
  readonly shown: EdgeOfCell | undefined;
  readonly hover: (edge: EdgeOfCell | undefined) => void;
  readonly pin: (edge: EdgeOfCell) => void;
}

/** `normal.3` as an edge; undefined where the text names none. */
function readEdge(text: string | undefined): EdgeOfCell | undefined {
  const [name, number] = (text ?? '').split('.');
  const cell = CELL_TYPES.find((type) => type === name);
  const edge = Number(number);
  if (cell === undefined || !Number.isInteger(edge) || edge < 0 || edge >= EDGES) return undefined;
  return { cell, edge };
}

/** The choice of one view. */
export function createEdgeChoice(): EdgeChoice {
  let hovered = $state.raw<EdgeOfCell>();
  const pinned = $derived(readEdge(route.query['edge']));
  return {
    get shown() {
      return hovered ?? pinned;
    },
    hover: (edge) => void (hovered = edge),
    pin: ({ cell, edge }) => route.setQuery({ edge: `${cell}.${edge}` }),
  };
}
