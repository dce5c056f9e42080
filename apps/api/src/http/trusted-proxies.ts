import { BlockList, isIP } from 'node:net';

/**
 * Whether an address is one of these proxies: addresses and networks such as `10.0.0.0/8`. An IPv4 address is found in its IPv6
 * form, too (`::ffff:10.0.0.1`), as sockets of both kinds give it. Undefined, of a connection that is gone, is nobody's.
 */
export function trustIn(proxies: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => address !== undefined && isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
