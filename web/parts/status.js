/**
 * Writes a line that has role=status. What is said aloud is also heard by screen readers; progress,
 * which changes many times a second, is only shown.
 * @param {HTMLElement} line
 * @param {string} text
 * @param {boolean} [aloud]
 */
export function tell(line, text, aloud = true) {
  line.setAttribute('aria-live', aloud ? 'polite' : 'off');
  line.textContent = text;
}
