import { BlockList, isIP } from 'node:net';
import { InvalidInputError } from '@onggi/platform';

interface Block {
  address: string;
  prefix: number;
  family: 'ipv4' | 'ipv6';
}

/**
 * Checks CIDR blocks and single addresses, IPv4 or IPv6.
 * @returns them as they are stored, each with its prefix length
 * @throws InvalidInputError naming the one that is none
 */
export function addressList(blocks: readonly string[]): string[] {
  return blocks.map((text) => {
    const block = blockOf(text);
    if (!block) {
      throw new InvalidInputError(
        { ko: `'${text}'은(는) 주소 범위가 아닙니다.`, en: `'${text}' is not a block of addresses.` },
        {
          ko: '10.1.0.0/16 이나 2001:db8::/32 처럼 CIDR로 적으세요.',
          en: 'Write it as CIDR, such as 10.1.0.0/16 or 2001:db8::/32.',
        },
      );
    }
    return `${block.address}/${block.prefix}`;
  });
}

/**
 * Whether an address is in one of the blocks; in any where there is none. An IPv4 address in its IPv6 form counts as IPv4.
 * @param blocks as addressList returns them
 */
export function isAddressIn(address: string | undefined, blocks: readonly string[]): boolean {
  if (blocks.length === 0) return true;
  if (address === undefined) return false;
  return isIP(address) !== 0 && listOf(blocks).check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether every block lies in one of the others; anything does where there are none. */
export function areBlocksWithin(blocks: readonly string[], others: readonly string[]): boolean {
  if (others.length === 0) return true;
  return (
    blocks.length > 0 &&
    blocks.every((text) => {
      const block = blockOf(text);
      return block !== undefined && others.some((other) => isWithin(block, other));
    })
  );
}

function isWithin(block: Block, other: string): boolean {
  const outer = blockOf(other);
  if (!outer || outer.family !== block.family || outer.prefix > block.prefix) return false;
  return listOf([other]).check(block.address, block.family);
}

function listOf(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of blocks) {
    const block = blockOf(text);
    if (block) list.addSubnet(block.address, block.prefix, block.family);
  }
  return list;
}

function blockOf(text: string): Block | undefined {
  const [, address = '', length] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  return prefix > bits ? undefined : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}
