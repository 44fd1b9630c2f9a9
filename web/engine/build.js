// Which build of the site this file is of, and what the files of that build hold. tools/lib/seal.mjs writes both; it also
// lets every module export the build's name and import it from those that it imports, so that the browser refuses to link
// modules of two builds.

export const BUILD = 'build_unbuilt';

/** SHA-256 of the files that are no modules, by their paths in the site. @type {Record<string, string | undefined>} */
export const SHA256 = {};

const [, SITE] = /^(http.*\/)engine\/build\.js$/.exec(import.meta.url) ?? [];

/** SHA-256 of a file of the site; undefined for any other, and within a bundle, which has other paths. @param {URL} url */
export const sha256Of = ({ href }) => (SITE && href.startsWith(SITE) ? SHA256[href.slice(SITE.length)] : undefined);
