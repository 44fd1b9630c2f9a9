// Which build of the site this file is of, and what the files of that build hold: tools/lib/seal.mjs writes both. Every file
// of modules exports the build's name, and imports it from those that it imports (tools/lib/bundle.mjs), so that the browser
// refuses to link modules of two builds.

export const BUILD = 'build_unbuilt';

/** SHA-256 of the files that are no modules, by their paths in the site. @type {Record<string, string | undefined>} */
export const SHA256 = {};

/** The site's folder, where this module is as it was written, or in the site's own files. */
const [, SITE] = /^(http.*\/)engine\/(?:build|common|worker)\.js$/.exec(import.meta.url) ?? [];

/** SHA-256 of a file of the site; undefined for any other, and within another bundle, which has other paths. @param {URL} url */
export const sha256Of = ({ href }) => (SITE && href.startsWith(SITE) ? SHA256[href.slice(SITE.length)] : undefined);
