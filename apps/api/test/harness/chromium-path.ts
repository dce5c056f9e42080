/** Where Debian's package `chromium` puts the browser that tests run in. */
// check-specs: outside-repository -- it is no npm package: .ci/run installs it
export const CHROMIUM = '/usr/bin/chromium';
