// Runs the profile of a training step (profile.cpp) in the page.

/**
 * @param {{ level: 'relaxed' | 'simd', description: object, pixels: string, labels: string, batch: number,
 *   seconds: number }} task arrays as base64
 */
globalThis.profile = async ({ level, description, pixels, labels, batch, seconds }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const { default: createModule } = await import(`/profile-${level}/profile.js`);
  const module = await createModule();
  return module.profile(JSON.stringify(description), bytes(pixels), bytes(labels), batch, seconds);
};
