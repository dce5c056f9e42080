import { isIP } from 'node:net';

/**
 * Whether a server goes by the name in a `Host` header: one of its own names, a name of this machine, or an address (as probes of
 * orchestrators have it). A web page that lets a name of its own point here (DNS rebinding) has another. Without a `Host` it is no browser.
 */
export function isOwnHost(host: string | undefined, names: readonly string[]): boolean {
  const hostname = (host ?? '').toLowerCase().replace(/:\d*$/, '');
  if (hostname === '' || hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return names.some((name) => name.toLowerCase() === hostname) || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
