// What of fflate is used here, to be downloaded when it is wanted.

export { unzipSync, zipSync } from 'fflate';
