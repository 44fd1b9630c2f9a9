/**
 * Offers bytes as a download.
 * @param {Blob} blob
 * @param {string} name
 */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser takes hold of the address at the click; a minute is far more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Lets a button open a file chooser, and calls `take` with the chosen file.
 * @param {HTMLButtonElement} button
 * @param {HTMLInputElement} input
 * @param {(file: File) => void} take
 */
export function fileButton(button, input, take) {
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    input.value = ''; // so that the same file can be chosen again
    if (file) take(file);
  });
}
