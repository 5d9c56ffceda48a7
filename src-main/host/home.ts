/** Where Plateau keeps what it makes. The rule itself is shared with the entry scripts. */
import path from 'node:path';

export { homePaths, plateauHome } from '../../scripts/home.mjs';

/** Run folders that were deleted and can come back. On the file system of the runs, so that moving is renaming. */
export function trashFolder(home: string): string {
  return path.join(home, 'trash');
}
