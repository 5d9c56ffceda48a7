/** Tells the user that the host ended. */
import { dialog } from 'electron';
import type { Trouble } from './supervisor.ts';

/** Shows the trouble; after the final one its user chooses between a new start and the end. */
export async function tell(
  { message, detail, final }: Trouble,
  { restart, quit }: { readonly restart: () => void; readonly quit: () => void },
): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: final ? 'error' : 'warning',
    title: 'Plateau',
    message,
    detail,
    buttons: final ? ['Start again', 'Quit'] : ['OK'],
    cancelId: final ? 1 : 0,
  });
  if (!final) return;
  if (response === 0) restart();
  else quit();
}
