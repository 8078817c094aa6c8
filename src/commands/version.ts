/** Kept equal to package.json's by a test: importing that file would put all of it into the bundle. */
export const version = '0.1.0'
