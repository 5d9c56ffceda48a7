/** The system's notifications: asked for when the user starts something to wait for, shown while the page is not. */

const offered = 'Notification' in window;

/** Asks the user once whether the page may notify; browsers want this to follow a click or a key. */
export async function askToNotify(): Promise<void> {
  if (offered && Notification.permission === 'default') await Notification.requestPermission();
}

/** Notifies, where that is allowed and the page is out of sight; a second one with the same `tag` replaces the first. */
export function notify(title: string, body: string, tag: string, onclick: () => void): void {
  if (!offered || Notification.permission !== 'granted' || document.visibilityState === 'visible') return;
  new Notification(title, { body, tag }).addEventListener('click', () => {
    window.focus();
    onclick();
  });
}
