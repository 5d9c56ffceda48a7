/** Space plays the epochs, unless what has the focus takes the key itself. */
const TAKES_SPACE =
  'button, a, input, select, textarea, summary, pre, [role="button"], [role="menu"], [role="dialog"], [contenteditable]';

/** Calls `toggle` for a space that is meant for the page. */
export function playKeys(event: KeyboardEvent, toggle: () => void): void {
  if (event.key !== ' ' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof Element && target.closest(TAKES_SPACE) !== null) return;
  event.preventDefault();
  toggle();
}
